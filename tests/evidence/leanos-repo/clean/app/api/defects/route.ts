import { z } from "zod";
import { serverClient } from "../../lib/supabase";
import { triage } from "../../lib/triage";

const Defect = z.object({ note: z.string(), photo: z.string() });

export async function POST(request: Request) {
  const defect = Defect.parse(await request.json());
  const kind = await triage(defect.photo);
  const supabase = await serverClient();
  await supabase.from("defects").insert({ note: defect.note, kind });
  return Response.json({ kind });
}
