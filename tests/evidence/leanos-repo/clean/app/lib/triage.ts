import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ apiKey: process.env.ANTHROPIC_API_KEY });

export async function triage(photo: string): Promise<string> {
  const answer = await client.messages.create({
    model: "claude-sonnet",
    max_tokens: 200,
    messages: [{ role: "user", content: [{ type: "text", text: `Which defect is this? ${photo}` }] }],
  });
  return answer.content.map((part) => ("text" in part ? part.text : "")).join("");
}
