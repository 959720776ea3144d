create table m (id int, at date) partition by range (at);
create table m1 partition of m for values from ('2026-01-01') to ('2026-02-01');
create table m2 partition of m default partition by list (id);
create table m21 partition of m2 for values in (1, 2); create table m3 (id int, at date);
alter table m enable row level security; alter table only m1 enable row level security;
alter table m attach partition m3 for values from ('2026-03-01') to ('2026-04-01');
alter table m detach partition m1;
create table base (id int); create table kid (x int) inherits (base); create table other (id int);
alter table other inherit base; alter table other no inherit base; alter table base enable row level security;
create index on m3 (id); create unique index if not exists by_id on base (id); drop index by_id;
-- next
create table h (id int) partition by hash (id); create table h0 partition of h for values with (modulus 2, remainder 0);
drop table m; drop table base cascade; drop table h;
