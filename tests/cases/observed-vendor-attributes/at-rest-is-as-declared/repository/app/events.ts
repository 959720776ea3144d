fetch("https://api.plant-metrics.io/v1", {method: "POST"});
