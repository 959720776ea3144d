import * as Sentry from "@sentry/browser";
