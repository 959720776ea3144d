create table t (id int, owner uuid); create table child (id int) inherits (t); create view v as select * from t;
create table p (id int) partition by list (id); create table p1 partition of p for values in (1);
create schema app; create table app.x (id int); create policy pol on t using (owner is not null);
create table tgt (id int primary key); create table src (id int references tgt);
-- refused
create table t (id int);
-- refused
create table nowhere.t (id int);
-- refused
create table n (id int); drop table missing;
-- refused
create policy pol on t using (true);
-- refused
create policy q on missing using (true);
-- refused
create policy q on t for insert using (true);
-- refused
create policy q on t for select with check (true);
-- refused
create policy q on v using (true);
-- refused
create policy q on t using (true) for select;
-- refused
alter policy nothing on t using (true);
-- refused
drop policy nothing on t;
-- refused
alter table missing enable row level security;
-- refused
alter table v enable row level security;
-- refused
alter table t rename to p;
-- refused
alter table app.x set schema nowhere;
-- refused
alter table t enable row level security; alter table t rename to v;
-- refused
drop table t;
-- refused
drop table v;
-- refused
drop view t;
-- refused
drop schema app;
-- refused
create schema app;
-- refused
drop table tgt;
-- refused
alter table t drop column owner;
-- refused
alter table p attach partition p1 for values in (2);
-- refused
alter table p detach partition t;
-- refused
create table y partition of t for values in (1);
-- refused
create table y (id int) inherits (missing);
-- refused
create table y (id int references missing);
-- refused
create table y (id int, id int);
-- refused
create table y (id int,);
-- refused
creat table y (id int);
-- refused
alter table t enable row security;
-- refused
set search_path = nowhere; create table y (id int);
-- refused
begin; alter table t enable row level security; drop table missing; commit;
-- refused
create table select (id int);
-- refused
grant select on missing to anon;
-- refused
alter default privileges in schema nowhere grant all on tables to anon;
