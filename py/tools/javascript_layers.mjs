// Which script may import which: dependency-cruiser's rules, run by `build.py check` as "script layers".

const PAGES = "popup|options|welcome|help|camera|capture|admin";

export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A module that needs itself cannot be understood or loaded alone.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "pages-share-through-ui",
      comment: "What two pages need lies in ui/. A page imports no part of another page.",
      severity: "error",
      from: { path: `^(${PAGES})/` },
      to: { pathNot: "^(\\.\\./)?($1|ui|facts|vendor)/" },
    },
    {
      name: "ui-knows-no-page",
      comment: "ui/ is shared by the pages. overlay/key_names.js is shared with the overlay too.",
      severity: "error",
      from: { path: "^ui/" },
      to: { pathNot: "^(ui/|facts/|vendor/|overlay/key_names\\.js$)" },
    },
    {
      name: "worker-knows-no-page",
      comment:
        "The worker, the host and the content scripts run without a page. Three modules of ui/ need none.",
      severity: "error",
      from: { pathNot: `^(${PAGES}|ui)/` },
      to: { path: `^(${PAGES}|ui)/`, pathNot: "^ui/(match|chosen_messages|local_values)\\.js$" },
    },
    {
      name: "no-unresolvable",
      comment: "An import of a file that is not there.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^\\.{1,2}/vendor/" },
    },
  ],
  options: {
    doNotFollow: { path: "^(node_modules|vendor)/" },
    exclude: { path: "^node_modules/" },
  },
};
