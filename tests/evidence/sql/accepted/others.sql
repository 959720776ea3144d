create extension if not exists plpgsql; create type mood as enum ('ok'); create domain email as text; create sequence s1;
create table t (id int, m mood); create materialized view mv as select * from t; create index mvi on mv (id);
refresh materialized view mv; create view v with (security_invoker = on, security_barrier) as select * from t;
create or replace view v as select id, m from t; alter view v set (security_invoker = true); alter view v rename to w;
create or replace function f() returns trigger language plpgsql security definer set search_path = '' as $$
begin new.id := 1; if new.id is null then raise exception 'no; create'; end if; return new; end; $$;
create trigger tr before insert on t for each row execute function f(); alter table t disable trigger tr, enable trigger all;
create or replace procedure pr() language sql begin atomic select case when true then 1 end; insert into t values (1); end;
alter publication supabase_realtime add table t; create publication mine for all tables;
create statistics st on id, m from t; create rule ru as on delete to t do instead (select 1; select 2);
do $$ begin raise notice 'hello'; insert into t values (1); end $$; do language plpgsql 'begin perform 1; end';
create foreign data wrapper fw; create server sv foreign data wrapper fw; create foreign table ft (id int) server sv;
comment on function f() is 'x'; begin; lock table t in share mode; end; analyze t; select 1; with x as (select 1) select * from x;
alter function f() owner to postgres; alter sequence s1 owned by t.id; alter index mvi rename to mvj; grant anon to authenticated;
drop view w; drop materialized view mv; alter table t owner to postgres, alter id set not null, replica identity full;
create table k (id int generated always as identity primary key, t text check (t <> ';'), u uuid default gen_random_uuid(), unique (t));
create table l (id int references k on delete cascade, constraint x foreign key (id) references public.k (id));
drop table k cascade; drop function if exists g(); drop procedure pr; drop type if exists nothing; drop foreign table ft;
explain select 1; values (1); table t; show search_path; set statement_timeout = 0; set client_encoding = 'UTF8'; prepare q as select 1; execute q; deallocate q;
