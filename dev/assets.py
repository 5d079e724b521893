# Fed to Odoo's shell: builds the pages' bundles ahead and keeps them in the
# database. In a test they would be built anew, and rolled back, by every tour.
bundles = {
    "web.assets_web": "js css",
    "web.assets_frontend": "css",
    "web.assets_frontend_minimal": "js",
    "web.assets_frontend_lazy": "js",
    "web.assets_backend_lazy": "js css",
    "web.assets_web_print": "css",
    "web.assets_web_dark": "css",
    "web.assets_tests": "js",
    "bus.websocket_worker_assets": "js",
}
for name, kinds in bundles.items():
    for kind in kinds.split():
        bundle = env["ir.qweb"]._get_asset_bundle(name, js=kind == "js", css=kind == "css")  # noqa: F821
        getattr(bundle, kind)()
env.cr.commit()  # noqa: F821
