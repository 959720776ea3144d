create table public.defects (
  id uuid primary key default gen_random_uuid(),
  plant_id uuid not null references public.plants (id),
  note text not null,
  kind text,
  photo_path text
);
alter table public.defects enable row level security;

create policy "members read the defects of their plant" on public.defects
  for select using (plant_id in (select plant_id from public.members where user_id = auth.uid()));
create policy "members report defects" on public.defects
  for insert with check (plant_id in (select plant_id from public.members where user_id = auth.uid()));
