create schema app; create schema if not exists app; create schema authorization postgres;
create table of_user (id int);
set search_path to app, public;
create table t (id int); create table public.t (id int); alter table t enable row level security;
reset search_path; alter table t enable row level security; alter table t disable row level security;

create schema app2 create table inside (id int) create view seen as select * from inside;
alter table public.t set schema app2; alter schema app2 rename to app3;
begin; set local search_path = app3; alter table t enable row level security; create table local_one (id int); commit;
create table after_local (id int);
select pg_catalog.set_config('search_path', '', false);
create table app.from_dump (id int); alter table only app.from_dump enable row level security;
-- next
create table session_is_new (id int);
set schema 'app'; create table t2 (id int); set search_path = "$user", public; create table t3 (id int);
create schema gone; create table gone.x (id int); drop schema gone cascade; drop schema if exists gone;
grant usage on schema app to anon; grant select on all tables in schema app to anon;
