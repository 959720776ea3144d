import { DefectList } from "../components/defect-list";
import { serverClient } from "./lib/supabase";

export default async function Home() {
  const supabase = await serverClient();
  const { data } = await supabase.from("defects").select("id, note, photo_path");
  return <DefectList defects={data ?? []} />;
}
