create table public.plants (
  id uuid primary key default gen_random_uuid(),
  name text not null
);
alter table public.plants enable row level security;

create table public.members (
  user_id uuid not null,
  plant_id uuid not null references public.plants (id),
  primary key (user_id, plant_id)
);
alter table public.members enable row level security;

create policy "members see themselves" on public.members
  for select using (user_id = auth.uid());
create policy "members see their plant" on public.plants
  for select using (id in (select plant_id from public.members where user_id = auth.uid()));
