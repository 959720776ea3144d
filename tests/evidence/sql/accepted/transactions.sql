begin; create table a (id int); commit;
begin; create table b (id int); alter table a enable row level security; rollback;
start transaction; savepoint s; create table c (id int); rollback to s; create table d (id int); release savepoint s; end;
begin work; create table e (id int); savepoint x; drop table a; rollback to savepoint x; savepoint y; drop table e; release y; commit work;
begin; create table f (id int); commit and chain; alter table f enable row level security; rollback and chain; create table g (id int); commit;
begin; drop table f; abort; begin; create table never_committed (id int); drop table a;
-- next
alter table a enable row level security;
