create table a (id int primary key, "Odd;Name" text);
CREATE TABLE IF NOT EXISTS a (id int);
alter table only a enable row level security, force row level security;
create table "B" (id int references a(id), self int); alter table "B" rename to "b--x";
/* create table hidden (id int); /* nested */ still a comment; */
create table c as select 1 as x; create table d (like a including all);
create table if not exists e as select 1 as x;
select 1 as one into f;
create temp table gone (id int); alter table gone enable row level security;
create unlogged table u (id int);
alter table if exists nothing enable row level security;
alter table d enable row level security; alter table d disable row level security;
insert into a values (1, 'it''s; drop table a;'), (2, E'it\'s; drop table a;'), (3, $x$ ; drop table a; $$ $x$);
drop table if exists nothing, c; drop table e;
create table aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (id int);
create table "ééééééééééééééééééééééééééééééééééééééé" (id int);
create table U&"d\0061t\+000061" (id int); CREATE TABLE Éa (id int);
comment on table a is 'x' 
  'y; drop table a';
copy a from stdin;
4	it's; $$
\.
alter table a rename column id to "Id"; alter table a rename constraint a_pkey to a_key;
-- next
alter table a rename to z; alter table if exists a disable row level security;
alter table z add column n int, add constraint positive check (n > 0), alter column n set default 1, enable row level security;
create view v as select * from z; drop table z cascade;
