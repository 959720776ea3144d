create table open (id int); create table closed (id int); create table part (id int, name text);
revoke all on closed from anon, authenticated; revoke all privileges on table part from anon, authenticated;
grant select (id) on part to anon; create schema private; create table private.t (id int);
create table regained (id int); revoke all on regained from anon, authenticated; grant select on regained to public;
alter default privileges in schema public revoke all on tables from anon, authenticated;
create table quiet (id int); alter default privileges grant select on tables to authenticated; create table loud (id int);
alter default privileges revoke select on tables from authenticated;
alter default privileges for role service_role in schema public grant all on tables to anon; create table still (id int);
create table by_column (id int); grant select (id) on by_column to anon; revoke select on by_column from anon;
create table write_only (id int); grant insert on write_only to anon; grant truncate on quiet to anon;
grant usage on all sequences in schema public to anon; grant execute on all functions in schema public to anon;
-- next
revoke usage on schema public from anon; grant all on all tables in schema public to service_role;
-- next
create table late (id int); grant select, update on late, still to authenticated; revoke update on late from authenticated;
revoke grant option for select on late from authenticated; revoke select on all tables in schema public from authenticated;
