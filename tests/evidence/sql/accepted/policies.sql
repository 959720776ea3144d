create table t (id int, owner uuid, team int); create table member (team int, person uuid);
alter table t enable row level security;
create policy "read; all" on t for select using (true);
create policy p2 on public.t as restrictive for update to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
create policy p3 on t for insert to anon, authenticated with check (exists (select 1 from member m where m.team = t.team));
create policy p4 on t; create policy p5 on t for delete to public using (owner = (select auth.uid()));
alter policy p4 on t rename to p4b; alter policy p5 on t using (false); alter policy p2 on t to anon;
drop policy if exists nothing on t; create view seen as select 1; drop policy if exists nothing on seen; drop policy if exists x on nothing; drop policy "read; all" on t;
-- next
drop table member cascade;
create function mine(o uuid) returns boolean language sql stable begin atomic select o = auth.uid(); end;
create table s (id int, owner uuid); create policy q on s using (mine(owner)); create policy r on s using (id > 0);
alter table s drop column id cascade;
create policy "own" on storage.objects for select using (bucket_id = 'x' and owner = auth.uid());
drop policy "own" on storage.objects;
create policy many on s for select using (owner is not null); drop policy many on s cascade;
