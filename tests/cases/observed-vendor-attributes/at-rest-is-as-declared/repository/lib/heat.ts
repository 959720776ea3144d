import "heap-api";
