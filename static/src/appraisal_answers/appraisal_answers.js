import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

export class AppraisalAnswersField extends Component {
    static template = "kpi_okr.AppraisalAnswersField";
    static props = { ...standardFieldProps, autosave: { type: Boolean, optional: true } };

    get answers() {
        return this.props.record.data[this.props.name].records;
    }

    get groups() {
        const groups = [];
        for (const answer of this.answers) {
            const title = answer.data.competence;
            if (!groups.length || groups.at(-1).title !== title) {
                groups.push({ title, answers: [] });
            }
            groups.at(-1).answers.push(answer);
        }
        return groups;
    }

    get givenCount() {
        return this.rated.filter((answer) => this.hasMark(answer)).length;
    }

    get rated() {
        return this.answers.filter((answer) => this.choices(answer).length);
    }

    get countText() {
        return _t("%(given)s of %(all)s criteria rated", {
            given: this.givenCount,
            all: this.rated.length,
        });
    }

    choices(answer) {
        return answer.data.choices || [];
    }

    hasMark(answer) {
        return typeof answer.data.score === "number";
    }

    isChosen(answer, choice) {
        return this.hasMark(answer) && answer.data.score === choice.value;
    }

    chosen(answer) {
        return this.choices(answer).find((choice) => this.isChosen(answer, choice));
    }

    tooltip(choice) {
        return choice.anchor ? `${choice.label}: ${choice.anchor}` : choice.label;
    }

    async rate(answer, choice) {
        if (!this.props.readonly) {
            await this.update(answer, {
                score: this.isChosen(answer, choice) ? false : choice.value,
            });
        }
    }

    async comment(answer, ev) {
        await this.update(answer, { comment: ev.target.value });
    }

    async update(answer, changes) {
        await answer.update(changes);
        if (this.props.autosave) {
            await this.props.record.save();
        }
    }
}

export const appraisalAnswersField = {
    component: AppraisalAnswersField,
    displayName: _t("Answers of an appraisal"),
    supportedTypes: ["one2many"],
    supportedOptions: [
        { label: _t("Save each answer at once"), name: "autosave", type: "boolean" },
    ],
    relatedFields: [
        { name: "name", type: "char" },
        { name: "description", type: "text" },
        { name: "competence", type: "char" },
        { name: "choices", type: "json" },
        { name: "score", type: "float", readonly: false },
        { name: "comment", type: "text", readonly: false },
    ],
    isEmpty: () => false,
    extractProps: ({ options }) => ({ autosave: Boolean(options.autosave) }),
};

registry.category("fields").add("appraisal_answers", appraisalAnswersField);
