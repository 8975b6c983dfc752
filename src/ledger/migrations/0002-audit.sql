-- The tamper-evident log over audit_event: leaves, tiles, checkpoints, and the outbox that feeds the sequencer.
-- Everything is insert-only, except audit_pending, which the sequencer empties. See docs/audit.md.

-- Events that have no leaf yet. A row is visible exactly when its event is, so no late commit can be skipped.
create table audit_pending (event bigint primary key);

create function audit_pend() returns trigger language plpgsql as $$
begin
  insert into audit_pending values (new.id);
  return new;
end $$;

-- BEFORE and per row: the cheapest kind of trigger for single-row inserts (no after-trigger queue, no transition table).
create trigger audit_event_pend before insert on audit_event for each row execute function audit_pend();

-- Events written before this migration.
insert into audit_pending select id from audit_event;

-- One leaf per event. `canonical` is the exact text that is hashed (RFC 8785 JSON).
-- No foreign key: it would lock and dirty every event row again, and audit_event refuses DELETE; `audit verify` checks the link.
create table audit_leaf (
  seq bigint primary key check (seq >= 0),
  event bigint not null unique,
  canonical text not null,
  leaf_sha256 bytea not null check (length(leaf_sha256) = 32),
  leaf_sm3 bytea not null check (length(leaf_sm3) = 32)
);

-- C2SP tlog-tiles: up to 256 hashes of 32 bytes. A wider tile is a new row; the narrower one stays.
create table audit_tile (
  tree text not null check (tree in ('sha256', 'sm3')),
  level smallint not null check (level between 0 and 6),
  idx bigint not null check (idx >= 0),
  width smallint not null check (width between 1 and 256),
  bytes bytea not null check (length(bytes) = width * 32),
  primary key (tree, level, idx, width)
);
-- Hashes do not compress; do not let the server try.
alter table audit_tile alter column bytes set storage external;

-- Signed tree heads, as C2SP checkpoint notes. `verifier` is the public key in signed-note form.
create table audit_checkpoint (
  size bigint primary key check (size >= 0),
  root_sha256 bytea not null check (length(root_sha256) = 32),
  root_sm3 bytea not null check (length(root_sm3) = 32),
  note text not null,
  verifier text not null,
  at timestamptz not null
);

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: the audit log is insert-only', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger audit_event_refuse before update or delete or truncate on audit_event for each statement execute function audit_refuse();
create trigger audit_leaf_refuse before update or delete or truncate on audit_leaf for each statement execute function audit_refuse();
create trigger audit_tile_refuse before update or delete or truncate on audit_tile for each statement execute function audit_refuse();
create trigger audit_checkpoint_refuse before update or delete or truncate on audit_checkpoint for each statement execute function audit_refuse();
create trigger audit_pending_refuse before update or truncate on audit_pending for each statement execute function audit_refuse();

-- The role that guiji runs as where an administrator has made one (`create role guiji_app`); the owner stays another role.
do $$
begin
  if exists (select from pg_roles where rolname = 'guiji_app') then
    revoke all on audit_event, audit_leaf, audit_tile, audit_checkpoint, audit_pending from guiji_app;
    grant select, insert on audit_event, audit_leaf, audit_tile, audit_checkpoint to guiji_app;
    grant select, insert, delete on audit_pending to guiji_app;
  end if;
end $$;
