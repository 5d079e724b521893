import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const BIG_GAP = 1;

export class AppraisalFeedback extends Component {
    static template = "kpi_okr.AppraisalFeedback";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ feedback: null });
        onWillStart(() => this.load());
        useEffect(
            () => {
                if (this.loadedFor !== this.key) {
                    this.load();
                }
            },
            () => [this.key],
        );
    }

    get key() {
        const { resId, data } = this.props.record;
        return [
            resId,
            data.state,
            data.employee_visible,
            data.manager_visible,
            data.feedback_visible,
        ].join(":");
    }

    async load() {
        this.loadedFor = this.key;
        const { resId } = this.props.record;
        const [feedback] = resId
            ? await this.orm.call("goal.appraisal", "get_feedback", [[resId]])
            : [null];
        this.state.feedback = feedback;
    }

    get feedback() {
        return this.state.feedback;
    }

    get hasMarks() {
        return Boolean(this.feedback?.series.length);
    }

    seriesLabel(series) {
        return series.raters
            ? _t("%(group)s (%(count)s raters)", { group: series.label, count: series.raters })
            : series.label;
    }

    position(mark) {
        const { lowest, highest } = this.feedback;
        return Math.min(Math.max((mark - lowest) / (highest - lowest), 0), 1) * 100;
    }

    mark(criterion, series) {
        const mark = criterion.marks[series.key];
        return typeof mark === "number" ? mark : null;
    }

    format(number) {
        return number === null ? "–" : formatFloat(number, { digits: [16, 2] });
    }

    gap(criterion, series) {
        const gap = criterion.gaps[series.key];
        return typeof gap === "number" ? gap : null;
    }

    gapText(gap) {
        return (gap > 0 ? "+" : "") + this.format(gap);
    }

    gapTitle(gap) {
        if (gap > 0) {
            return _t("Rated higher than by oneself");
        }
        return gap < 0 ? _t("Rated lower than by oneself") : _t("Rated as by oneself");
    }

    isBig(gap) {
        return Math.abs(gap) >= BIG_GAP;
    }

    get commentGroups() {
        const groups = [];
        for (const series of this.feedback.series) {
            const comments = this.feedback.comments.filter(({ group }) => group === series.key);
            if (comments.length) {
                groups.push({ key: series.key, label: series.label, comments });
            }
        }
        return groups;
    }
}

export const appraisalFeedback = {
    component: AppraisalFeedback,
    fieldDependencies: [
        { name: "state", type: "selection", selection: [] },
        { name: "employee_visible", type: "boolean" },
        { name: "manager_visible", type: "boolean" },
        { name: "feedback_visible", type: "boolean" },
    ],
};

registry.category("view_widgets").add("appraisal_feedback", appraisalFeedback);
