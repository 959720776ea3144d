import Stripe from "stripe";
