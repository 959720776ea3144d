import { expect, test } from "vitest";

test("a defect has a note", () => {
  expect({ note: "scratch" }).toHaveProperty("note");
});
