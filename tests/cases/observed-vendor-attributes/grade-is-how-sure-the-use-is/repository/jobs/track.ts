import mixpanel from "mixpanel-browser";
