-- The ledger: what every post is, where it stands, and every change with its audit event.

create table account (
  id bigint generated always as identity primary key,
  platform text not null,
  external_id text not null,
  name text not null,
  organ text not null,
  unique (platform, external_id)
);

-- The text of every job and mapping file that was ever used, by its digest.
create table job_text (
  digest text primary key,
  job jsonb not null,
  mapping jsonb not null,
  job_text text not null,
  mapping_text text not null,
  at timestamptz not null default clock_timestamp()
);

create table job (
  name text primary key,
  account bigint not null references account,
  digest text not null references job_text,
  base text not null,
  state text not null default 'active' check (state in ('active', 'paused', 'cancelled')),
  because text,
  priority int not null default 100,
  target text not null,
  open_from time,
  open_until time,
  -- when the site may be written to
  publish_from time,
  publish_until time,
  zone text not null default 'Asia/Shanghai',
  created_at timestamptz not null default clock_timestamp()
);

create table run (
  id bigint generated always as identity primary key,
  job text not null references job,
  digest text not null references job_text,
  state text not null default 'running' check (state in ('running', 'finished', 'halted', 'cancelled', 'interrupted')),
  scheduled boolean not null default false,
  options jsonb not null default '{}',
  counts jsonb not null default '{}',
  because text,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create index run_job on run (job, id desc);

create table item (
  id bigint generated always as identity primary key,
  account bigint not null references account,
  job text not null references job,
  source_key text not null,
  state text not null default 'discovered' check (state in (
    'discovered', 'fetched', 'normalized', 'returned', 'approved', 'published', 'verified',
    'held', 'archived', 'excluded', 'gone', 'withdrawn')),
  -- the ticket in the queue: void as soon as the epoch grows
  epoch int not null default 0,
  ticketed_at timestamptz,
  not_before timestamptz,
  attempts int not null default 0,
  priority int not null default 100,
  -- what the source last said
  ref jsonb not null,
  version text not null,
  title text,
  url text,
  -- what the last draft says
  kind text,
  published_at timestamptz,
  column_id text,
  capture int,
  revision int,
  draft_digest text,
  -- why it does not go on, and where it goes when it is let go
  failure text,
  failure_about text,
  held_from text,
  run bigint references run,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  unique (account, source_key)
) with (fillfactor = 70);
create index item_ready on item (job, state, priority, id) where ticketed_at is null;
create index item_ticketed on item (ticketed_at) where ticketed_at is not null;

-- Every key a post may be known by (its source key among them): where it stands now.
create table item_key (
  account bigint not null references account,
  key text not null,
  item bigint not null references item,
  -- the post stands in this item together with others (a gathered article); it may move on to another one
  held boolean not null default false,
  primary key (key, account)
);
create index item_key_item on item_key (item);

-- What a gathered article holds. `now` = by its newest version; the others are in what was published before. Kept, so that nothing that
-- left an article comes before readers a second time while it still stands there.
create table gathered (
  account bigint not null references account,
  key text not null,
  item bigint not null references item,
  now boolean not null default true,
  primary key (item, key)
);
create index gathered_key on gathered (key, account);

create table asset (
  digest text primary key,
  sm3 text not null,
  bytes bigint not null,
  media_type text not null,
  width int,
  height int,
  publish_digest text,
  publish_type text,
  fault text
);

create table capture (
  item bigint not null references item,
  n int not null,
  version text not null,
  digest text not null,
  parts jsonb not null,
  bytes bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (item, n)
);

create table draft (
  item bigint not null references item,
  revision int not null,
  digest text not null,
  capture int not null,
  made_by text not null,
  counts jsonb not null,
  at timestamptz not null default clock_timestamp(),
  primary key (item, revision)
);

create table finding (
  item bigint not null,
  revision int not null,
  n int not null,
  code text not null,
  level text not null check (level in ('info', 'warn', 'hold')),
  about text not null,
  at_from int,
  at_to int,
  -- in an attached file: its name, and sheet and cell, page or slide
  place text,
  primary key (item, revision, n)
);

-- what a person ordered to be masked in every draft of a post, from then on
create table mask_order (
  id bigint generated always as identity primary key,
  item bigint not null references item,
  codes text[] not null,
  by_whom text not null,
  reason text,
  at timestamptz not null default clock_timestamp()
);
create index mask_order_item on mask_order (item);

-- by which texts that are alike are found: src/inspect/likeness.ts
create table likeness (
  item bigint primary key references item,
  sketch int[] not null
);
create table likeness_band (
  band bigint not null,
  item bigint not null references item,
  primary key (band, item)
);
create index likeness_band_item on likeness_band (item);

create table review (
  id bigint generated always as identity primary key,
  item bigint not null references item,
  revision int,
  draft_digest text,
  decision text not null,
  by_whom text not null,
  reason text,
  at timestamptz not null default clock_timestamp()
);
create index review_item on review (item);

create table link (
  item bigint not null references item,
  url text not null,
  keys text[] not null,
  address text,
  primary key (item, url)
);

-- The keys of own links, the other way round: who links to this key?
create table link_key (
  account bigint not null,
  key text not null,
  item bigint not null references item,
  primary key (key, account, item)
);

-- Posts that link to one that has just got its address. A table of its own, so that telling them locks no item.
create table relink (
  item bigint primary key,
  n int not null default 1
);

create table publication (
  item bigint not null references item,
  target text not null,
  key text not null,
  fence bigint not null default 0,
  lease_until timestamptz,
  -- set = a request that makes an entry may be on its way, or may have arrived
  intent_at timestamptz,
  -- the last moment at which such a request may have begun
  intent_send_by timestamptz,
  intent_digest text,
  -- at the last claim an intent was open already: an earlier request may have arrived
  intent_before boolean not null default false,
  -- the last request whose outcome stayed unknown: until when it may have begun, and what it would show (`withdraw`: nothing). It may
  -- still arrive, and would then write over anything that was sent after it.
  doubt_at timestamptz,
  doubt_digest text,
  first_at timestamptz,
  -- the run in which it came before readers last; null = it stands there no more
  run bigint references run,
  remote_id text,
  url text,
  payload_digest text,
  revision int,
  -- what the site's lists show and are ordered by: of the revision that is live
  title text,
  sort_at timestamptz,
  column_id text,
  put_at timestamptz,
  verified_at timestamptz,
  -- digest of what readers met when it was verified, or of an editor's words that a person accepted; null = not looked at since it was put
  live_digest text,
  -- an editor's words stand there by a person's decision: nothing writes over them
  kept boolean not null default false,
  -- what a later look found: gone, changed, media
  drift text,
  drift_at timestamptz,
  withdrawn_at timestamptz,
  primary key (item, target),
  unique (target, key)
) with (fillfactor = 80);
create index publication_run on publication (run);
create index publication_newest on publication (target, sort_at desc, item desc);
create index publication_column on publication (target, column_id, sort_at desc, item desc);

-- Files as they stand at a target that names them itself; each is sent once over all workers (the same protocol as an entry's).
create table upload (
  target text not null,
  digest text not null,
  fence bigint not null default 1,
  lease_until timestamptz,
  intent_at timestamptz,
  intent_before boolean not null default false,
  remote_id text,
  url text,
  primary key (target, digest)
);

-- A target that did not answer rests: nobody asks it before `until`.
create table target_rest (
  target text primary key,
  failures int not null default 0,
  failed_at timestamptz not null default '-infinity',
  until timestamptz not null default '-infinity'
);

create table leftover (
  job text not null references job,
  run bigint not null references run,
  name text not null,
  why text not null,
  primary key (job, run, name)
);

-- Posts that the last whole look at the source no longer found. They stay in the ledger and on the site: a source that shrinks is told of.
create table unseen (
  item bigint primary key references item,
  job text not null references job,
  run bigint not null references run
);
create index unseen_job on unseen (job);

-- What is kept of a post for the assessment of its account: the platform's numbers and what is in the draft. Null = not known.
create table post_fact (
  item bigint primary key references item,
  reads bigint,
  likes bigint,
  shares bigint,
  comments bigint,
  pictures int not null,
  films int not null,
  sounds int not null,
  files int not null,
  characters int not null,
  origin text not null check (origin in ('original', 'reprint', 'unsaid')),
  precision text not null,
  numbers jsonb not null
);

-- 服务功能清单: what the account did for people beside its posts, and the services that its posts lead to. Rows stay for ever. What a
-- person completed (from `revision` on) changes only in complete_functions().
create table service_function (
  account bigint not null references account,
  key text collate "C" not null,
  kind text not null,
  name text not null,
  under text,
  address text,
  answer text,
  found_at timestamptz not null default clock_timestamp(),
  -- grows with everything that is completed: two people never write over each other unseen
  revision int not null default 0,
  destination text check (destination in ('service', 'query', 'complaint', 'ended')),
  new_address text,
  reason text,
  decided_by text,
  decided_at timestamptz,
  -- does the old address work: null = nobody knows
  alive boolean,
  -- `person`, or what the look at the address found: `answers`, or a failure code
  alive_how text,
  alive_by text,
  alive_at timestamptz,
  primary key (account, key),
  check (destination is null or decided_by is not null),
  check (destination is distinct from 'ended' or reason is not null),
  check (destination is null or destination = 'ended' or new_address is not null)
);

-- Which source of which job gave it, and whether its last whole look still did.
create table function_seen (
  account bigint not null,
  key text collate "C" not null,
  job text not null references job,
  told_by text not null,
  here boolean not null default true,
  first_at timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  primary key (account, key, job),
  foreign key (account, key) references service_function
);
create index function_seen_job on function_seen (job);

-- Which posts lead to it, by their newest drafts.
create table function_use (
  item bigint not null references item,
  account bigint not null,
  key text collate "C" not null,
  at timestamptz not null default clock_timestamp(),
  primary key (item, key),
  foreign key (account, key) references service_function
);
create index function_use_key on function_use (account, key);

-- How many posts somebody says the account has: the newest claims of each speaker. Evidence to compare with, never a fact.
create table claim (
  job text not null references job,
  told_by text collate "C" not null,
  scope text not null check (scope in ('all', 'year', 'month', 'day', 'kind', 'post')),
  value text collate "C" not null,
  unit text not null check (unit in ('posts', 'messages', 'pictures')),
  said bigint not null check (said >= 0),
  -- the look at the source that heard it last
  run bigint not null references run,
  at timestamptz not null default clock_timestamp(),
  primary key (job, told_by, scope, value, unit)
);

-- What an address of an account's archive gave when it was asked last: validators and a digest, never content.
create table web_memory (
  job text not null references job,
  url text not null,
  version text not null,
  etag text,
  last_modified text,
  seen_at timestamptz not null default now(),
  primary key (job, url)
);

-- Which host may be asked when, over all workers: pace, failures in a row, rest. Unlogged: a crash of the server costs a moment of
-- politeness, and no request waits for a disk.
create unlogged table host_gate (
  host text primary key,
  next_at timestamptz not null default clock_timestamp(),
  failures int not null default 0,
  failed_at timestamptz,
  rest_until timestamptz
) with (fillfactor = 50);

-- The requests that are under way; a worker that died leaves them until `until`.
create unlogged table host_turn (
  id bigint generated always as identity primary key,
  host text not null,
  until timestamptz not null
);
create index on host_turn (host);

create table worker (
  id text primary key,
  host text not null,
  pid int not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);

-- Insert-only; written in the transaction of the change it tells of. Ids, digests, states and short codes only.
create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  item bigint,
  job text,
  run bigint,
  actor text not null,
  facts jsonb not null default '{}'
);
create index audit_event_item on audit_event (item) where item is not null;

-- House law 1: a state changes only through advance(); anything else is refused here, whoever asks.
create function guard_state() returns trigger language plpgsql as $$
begin
  if current_setting('guiji.door', true) is distinct from 'open' then
    raise exception 'item.state changes only through advance()';
  end if;
  return new;
end $$;
create trigger item_state_guard before update of state on item
  for each row when (old.state is distinct from new.state) execute function guard_state();

create function guard_completed() returns trigger language plpgsql as $$
begin
  if current_setting('guiji.door', true) is distinct from 'open' then
    raise exception 'a function is completed only through complete_functions()';
  end if;
  return new;
end $$;
create trigger service_function_guard before update on service_function
  for each row when ((old.revision, old.destination, old.new_address, old.reason, old.decided_by, old.decided_at, old.alive, old.alive_how)
    is distinct from (new.revision, new.destination, new.new_address, new.reason, new.decided_by, new.decided_at, new.alive, new.alive_how))
  execute function guard_completed();

-- In which run of its job something happens now; between two runs (a worker that goes on alone) nobody can tell, and it is the other one.
create function run_now(of_job text, otherwise bigint) returns bigint language sql stable as $$
  select coalesce((select case when r.state = 'running' then r.id end from run r where r.job = of_job order by r.id desc limit 1), otherwise)
$$;

-- The one door. Takes changes as a JSON array, all of different items, and returns the items that were changed:
-- compare-and-set on state (and on the ticket's epoch where one is given), the rows that belong to the change, the event(s).
-- `sections` names the optional parts that occur in any of the changes, so that the others cost nothing.
create function advance(changes jsonb, sections text[]) returns table (item_id bigint) language plpgsql as $$
declare
  passed bigint[];
  done jsonb;
begin
  -- a worker that has lost the publication changes nothing; locked, so that no claim comes between that look and what is written
  if 'publication' = any(sections) then
    -- by an array, so that the planner goes by the items and never through all publications, whatever its statistics say
    perform 1 from publication p
    where p.item = any(array(select (c->>'item')::bigint from jsonb_array_elements(changes) c where c->'publication' ? 'fence'))
    order by p.item for update;
  end if;
  perform set_config('guiji.door', 'open', true);
  with c as (
    select * from jsonb_to_recordset(changes) as x(
      item bigint, "from" text, epoch int, seen int, "to" text, patch jsonb, publication jsonb)
  ), u as (
    update item i set
      state = c."to",
      ticketed_at = null,
      epoch = case when c.epoch is null then i.epoch + 1 else i.epoch end,
      updated_at = clock_timestamp(),
      not_before = (c.patch->>'not_before')::timestamptz,
      attempts = coalesce((c.patch->>'attempts')::int, 0),
      priority = coalesce((c.patch->>'priority')::int, i.priority),
      title = coalesce(c.patch->>'title', i.title),
      kind = coalesce(c.patch->>'kind', i.kind),
      published_at = case when c.patch ? 'published_at' then (c.patch->>'published_at')::timestamptz else i.published_at end,
      column_id = case when c.patch ? 'column_id' then c.patch->>'column_id' else i.column_id end,
      capture = coalesce((c.patch->>'capture')::int, i.capture),
      revision = coalesce((c.patch->>'revision')::int, i.revision),
      draft_digest = coalesce(c.patch->>'draft_digest', i.draft_digest),
      failure = c.patch->>'failure',
      failure_about = c.patch->>'failure_about',
      held_from = c.patch->>'held_from'
    from c
    where i.id = c.item and i.state is not distinct from c."from" and (c.epoch is null or i.epoch = c.epoch) and (c.seen is null or i.epoch = c.seen)
      and (c.publication->>'fence' is null or coalesce((select p.fence from publication p where p.item = c.item
        and p.target = c.publication->>'target' offset 0), 0) <= (c.publication->>'fence')::bigint)
    returning i.id)
  select coalesce(array_agg(id), '{}') into passed from u;
  perform set_config('guiji.door', '', true);
  if passed = '{}' then return; end if;
  done := changes;
  if cardinality(passed) < jsonb_array_length(changes) then
    select jsonb_agg(c order by n) into done from jsonb_array_elements(changes) with ordinality x(c, n) where (c->>'item')::bigint = any(passed);
  end if;

  if 'assets' = any(sections) then
    insert into asset (digest, sm3, bytes, media_type, width, height, publish_digest, publish_type, fault)
    select a.digest, a.sm3, a.bytes, a."mediaType", a.width, a.height, a."publishDigest", a."publishType", a.fault
    from jsonb_array_elements(done) c
    cross join jsonb_to_recordset(c->'assets') as a(
      digest text, sm3 text, bytes bigint, "mediaType" text, width int, height int, "publishDigest" text, "publishType" text, fault text)
    order by a.digest on conflict do nothing;
  end if;

  if 'capture' = any(sections) then
    insert into capture (item, n, version, digest, parts, bytes)
    select (c->>'item')::bigint, (k->>'n')::int, k->>'version', k->>'digest', k->'parts', (k->>'bytes')::bigint
    from jsonb_array_elements(done) c cross join lateral (select c->'capture' as k) x where k is not null;
  end if;

  if 'draft' = any(sections) then
    insert into draft (item, revision, digest, capture, made_by, counts)
    select (c->>'item')::bigint, (d->>'revision')::int, d->>'digest', (d->>'capture')::int, d->>'made_by', d->'counts'
    from jsonb_array_elements(done) c cross join lateral (select c->'draft' as d) x where d is not null
    on conflict (item, revision) do nothing;
  end if;

  if 'findings' = any(sections) then
    delete from finding f using jsonb_array_elements(done) c
    where c ? 'findings' and f.item = (c->>'item')::bigint and f.revision = (c->'draft'->>'revision')::int;
    insert into finding (item, revision, n, code, level, about, at_from, at_to, place)
    select (c->>'item')::bigint, (c->'draft'->>'revision')::int, f.ordinality, f.value->>'code', f.value->>'level',
      f.value->>'about', (f.value->'at'->>0)::int, (f.value->'at'->>1)::int,
      f.value->>'where'
    from jsonb_array_elements(done) c cross join jsonb_array_elements(c->'findings') with ordinality f;
  end if;

  if 'links' = any(sections) then
    delete from link l using jsonb_array_elements(done) c
    where c ? 'links' and l.item = (c->>'item')::bigint
      and not exists (select from jsonb_array_elements(c->'links') x where x->>'url' = l.url);
    insert into link (item, url, keys)
    select (c->>'item')::bigint, l->>'url', array(select jsonb_array_elements_text(l->'keys'))
    from jsonb_array_elements(done) c cross join jsonb_array_elements(c->'links') l
    on conflict (item, url) do update set keys = excluded.keys;
    insert into link_key (account, key, item)
    select i.account, k, i.id
    from jsonb_array_elements(done) c cross join jsonb_array_elements(c->'links') l cross join jsonb_array_elements_text(l->'keys') k
    join item i on i.id = (c->>'item')::bigint
    on conflict do nothing;
  end if;

  if 'facts' = any(sections) then
    insert into post_fact (item, reads, likes, shares, comments, pictures, films, sounds, files, characters, origin, precision, numbers)
    select (c->>'item')::bigint, f.*
    from jsonb_array_elements(done) c cross join lateral jsonb_to_record(c->'facts') as f(reads bigint, likes bigint, shares bigint,
      comments bigint, pictures int, films int, sounds int, files int, characters int, origin text, precision text, numbers jsonb)
    where c ? 'facts'
    on conflict (item) do update set (reads, likes, shares, comments, pictures, films, sounds, files, characters, origin, precision, numbers)
      = row (excluded.reads, excluded.likes, excluded.shares, excluded.comments, excluded.pictures, excluded.films, excluded.sounds,
        excluded.files, excluded.characters, excluded.origin, excluded.precision, excluded.numbers);
  end if;

  if 'services' = any(sections) then
    delete from function_use u using jsonb_array_elements(done) c
    where c ? 'services' and u.item = (c->>'item')::bigint
      and not exists (select from jsonb_array_elements(c->'services') s where s->>'key' = u.key);
    -- in the order of their keys, so that two batches never wait in a ring
    with used as (
      select i.account, i.job, s.key, min(s.kind) as kind, coalesce(min(nullif(s.name, '')), '') as name, min(s.address) as address
      from jsonb_array_elements(done) c
      cross join lateral jsonb_to_recordset(c->'services') as s(key text, kind text, name text, address text)
      join item i on i.id = (c->>'item')::bigint
      where c ? 'services' group by i.account, i.job, s.key
    ), made as (
      insert into service_function (account, key, kind, name, address)
      select distinct on (account, key) account, key, kind, name, address from used order by account, key
      on conflict do nothing returning account, key, kind
    )
    insert into audit_event (kind, job, actor, facts)
    select distinct on (m.key) 'function.found', u.job, 'guiji', jsonb_build_object('key', m.key, 'kind', m.kind, 'by', 'posts')
    from made m join used u using (account, key) order by m.key;
    insert into function_use (item, account, key)
    select i.id, i.account, s->>'key'
    from jsonb_array_elements(done) c cross join jsonb_array_elements(c->'services') s join item i on i.id = (c->>'item')::bigint
    where c ? 'services' on conflict do nothing;
  end if;

  if 'review' = any(sections) then
    insert into review (item, revision, draft_digest, decision, by_whom, reason)
    select (c->>'item')::bigint, (r->>'revision')::int, r->>'draft_digest', r->>'decision', r->>'by', r->>'reason'
    from jsonb_array_elements(done) c cross join lateral (select c->'review' as r) x where r is not null;
  end if;

  if 'mask' = any(sections) then
    insert into mask_order (item, codes, by_whom, reason)
    select (c->>'item')::bigint, array(select jsonb_array_elements_text(m->'codes')), m->>'by', m->>'reason'
    from jsonb_array_elements(done) c cross join lateral (select c->'mask' as m) x where m is not null;
  end if;

  if 'publication' = any(sections) then
    update publication p set
      remote_id = coalesce(q->>'remote_id', p.remote_id), url = coalesce(q->>'url', p.url),
      payload_digest = coalesce(q->>'payload_digest', p.payload_digest), revision = coalesce((q->>'revision')::int, p.revision),
      put_at = case when q ? 'remote_id' then clock_timestamp() else p.put_at end,
      intent_at = case when q ? 'remote_id' then null else p.intent_at end,
      lease_until = null,
      title = coalesce(q->>'title', p.title), sort_at = coalesce((q->>'sort_at')::timestamptz, p.sort_at), column_id = coalesce(q->>'column_id', p.column_id),
      withdrawn_at = case when q ? 'remote_id' then null else p.withdrawn_at end,
      verified_at = case when (q->>'verified')::boolean then clock_timestamp() else p.verified_at end,
      live_digest = coalesce(q->>'live_digest', case when not q ? 'remote_id' then p.live_digest end),
      drift = case when q ? 'remote_id' or q ? 'live_digest' or (q->>'verified')::boolean then null else p.drift end,
      kept = case when q ? 'remote_id' then false else coalesce((q->>'kept')::boolean, p.kept) end,
      run = coalesce(p.run, case when q ? 'remote_id' then run_now(c->>'job', (c->>'run')::bigint) end)
    from jsonb_array_elements(done) c cross join lateral (select c->'publication' as q) x
    where p.item = any(passed) and p.item = (c->>'item')::bigint and p.target = q->>'target'
      and p.fence = coalesce((q->>'fence')::bigint, p.fence);
    -- what comes after is a new entry; the old one's name stands in the audit log. Who withdrew it under a fence has the site's answer:
    -- that request can't arrive any more, and what was in doubt before it stays so.
    update publication p set withdrawn_at = clock_timestamp(), remote_id = null, run = null, lease_until = null, kept = false, drift = null,
      live_digest = null, intent_at = case when c->'publication' ? 'fence' then null else p.intent_at end
    from jsonb_array_elements(done) c
    where c->'publication' ? 'withdrawn' and p.item = (c->>'item')::bigint and p.target = c->'publication'->>'target';
  end if;

  if 'addresses' = any(sections) then
    update link l set address = a->>'address'
    from jsonb_array_elements(done) c cross join jsonb_array_elements(c->'addresses') a
    where l.item = (c->>'item')::bigint and l.url = a->>'url';
  end if;

  -- what was relinked up to the n that the station saw is done; a later call for it stays
  if 'relinked' = any(sections) then
    delete from relink r using jsonb_array_elements(done) c
    where r.item = (c->>'item')::bigint and r.n <= (c->>'relinked')::int;
  end if;

  -- what left a gathered article stands there no more
  if 'publication' = any(sections) then
    delete from gathered g using jsonb_array_elements(done) c
    where not g.now and g.item = (c->>'item')::bigint and (c->'publication' ? 'remote_id' or c->'publication' ? 'withdrawn');
  end if;

  -- posts that link to one that has just got, or lost, its address are to be relinked; in id order, so that two batches never wait in a ring
  if 'publication' = any(sections) then
    insert into relink as r (item)
    select distinct l.item
    from jsonb_array_elements(done) c
    join item_key k on k.item = (c->>'item')::bigint
    join link_key w on w.key = k.key -- of any account: platforms name their posts uniquely
    join link l on l.item = w.item and w.key = any(l.keys)
    where (c->'publication' ? 'remote_id' and l.address is distinct from c->'publication'->>'url')
      or (c->'publication' ? 'withdrawn' and l.address is not null)
    order by l.item
    on conflict (item) do update set n = r.n + 1;
  end if;

  insert into audit_event (kind, item, job, run, actor, facts)
  select e->>'kind', (c->>'item')::bigint, c->>'job', (c->>'run')::bigint, e->>'actor', coalesce(e->'facts', '{}')
  from jsonb_array_elements(done) with ordinality x(c, n) cross join jsonb_array_elements(c->'events') with ordinality y(e, m)
  order by x.n, y.m;

  return query select unnest(passed);
end $$;

-- The claim before a target is asked: lease and fence, and with `intent` the intent as well, committed before the request (DESIGN section 7).
-- Returns only what was claimed; somebody else's live lease yields no row. `had_intent`: an earlier request may have arrived, and stays
-- open until somebody has looked.
create function claim(claims jsonb)
returns table (item_id bigint, fence_no bigint, had_intent boolean, opened boolean, in_doubt_at timestamptz, in_doubt_digest text, at timestamptz, known_remote text, known_url text,
  live text, was_put boolean, was_kept boolean, first_time timestamptz, rest_ms double precision) language plpgsql as $$
begin
  return query
  with c as (
    select * from jsonb_to_recordset(claims) as x(item bigint, target text, key text, digest text, epoch int, lease_ms int, intent boolean, within_ms int)
  ), live as (
    select c.* from c cross join lateral (select state, epoch from item where id = c.item offset 0) i
    where i.state in ('approved', 'verified') and i.epoch = c.epoch
  )
  insert into publication as p (item, target, key, fence, lease_until, intent_at, intent_send_by, intent_digest, first_at)
  select item, target, key, 1, clock_timestamp() + lease_ms * interval '1 millisecond', case when intent then clock_timestamp() end,
    case when intent then clock_timestamp() + within_ms * interval '1 millisecond' end, digest, date_trunc('second', clock_timestamp())
  from live order by item
  on conflict (item, target) do update set
    fence = p.fence + 1, intent_before = p.intent_at is not null, lease_until = excluded.lease_until,
    -- other words than those in doubt open none: their turn comes when the doubt is over (a lease is never shorter than that)
    intent_at = coalesce(p.intent_at, case when p.doubt_at is null or p.doubt_digest = excluded.intent_digest
      or p.doubt_at + (excluded.lease_until - clock_timestamp()) < clock_timestamp() then excluded.intent_at end),
    intent_send_by = case when p.intent_at is null then excluded.intent_send_by else p.intent_send_by end,
    intent_digest = case when p.intent_at is null then excluded.intent_digest else p.intent_digest end,
    doubt_at = case when p.intent_at is null then p.doubt_at else greatest(p.doubt_at, p.intent_send_by) end,
    doubt_digest = case when p.intent_at is null then p.doubt_digest else p.intent_digest end
  where p.lease_until is null or p.lease_until < clock_timestamp()
  returning p.item, p.fence, p.intent_before, p.intent_at is not null and not p.intent_before, p.doubt_at, p.doubt_digest, clock_timestamp(), p.remote_id, p.url, p.live_digest,
    p.put_at is not null and p.withdrawn_at is null, p.kept, p.first_at,
    (select extract(epoch from (r.until - clock_timestamp())) * 1000 from target_rest r where r.target = p.target and r.failures > 0)::double precision;
end $$;

-- One step of the claimed publication, by the holder of the fence only. Returns the items that were stepped.
--   intend   a creating request may begin until `within_ms` from now (the lease must still be held)
--   drafted  the target answered: the entry's name there
--   unsent   the target surely made nothing: no intent is open, and anybody may try
--   release  the outcome stays unknown: anybody may look. With `within_ms` (0): a request has left until now
create function step_publication(steps jsonb) returns table (item_id bigint) language sql as $$
  update publication p set
    intent_at = case s.step when 'intend' then clock_timestamp() when 'release' then p.intent_at end,
    intent_send_by = case s.step when 'intend' then clock_timestamp() + s.within_ms * interval '1 millisecond'
      when 'release' then greatest(p.intent_send_by, clock_timestamp() + s.within_ms * interval '1 millisecond') else p.intent_send_by end,
    intent_digest = case s.step when 'intend' then s.digest else p.intent_digest end,
    remote_id = case s.step when 'drafted' then s.remote else p.remote_id end,
    lease_until = case when s.step in ('unsent', 'release') then null else p.lease_until end
  from jsonb_to_recordset(steps) as s(item bigint, target text, fence bigint, step text, remote text, digest text, within_ms int)
  where p.item = s.item and p.target = s.target and p.fence = s.fence
    and (s.step <> 'drafted' or p.remote_id is null) and (s.step <> 'intend' or p.lease_until > clock_timestamp())
  returning p.item
$$;

-- One file before it is sent: lease and intent. No row = it is known already, or somebody else is sending it. `doubt_ms`: so long ago an
-- earlier request for it may have begun; null = none.
create function claim_upload(of_target text, of_digest text, lease_ms int) returns table (fence_no bigint, doubt_ms double precision) language sql as $$
  insert into upload as u (target, digest, lease_until, intent_at)
  values (of_target, of_digest, clock_timestamp() + lease_ms * interval '1 millisecond', clock_timestamp())
  on conflict (target, digest) do update set fence = u.fence + 1, lease_until = excluded.lease_until, intent_before = u.intent_at is not null,
    intent_at = coalesce(u.intent_at, excluded.intent_at)
  where u.remote_id is null and (u.lease_until is null or u.lease_until < clock_timestamp())
  returning u.fence, case when u.intent_before then extract(epoch from clock_timestamp() - u.intent_at) * 1000 end
$$;

-- A polite gap per host over all workers (GCRA): returns how many milliseconds the caller waits before its request. Null = it would be
-- more than `most`; then no turn is kept for it.
create function pass_gate(of_host text, gap interval, most interval default null) returns double precision language sql as $$
  insert into host_gate as g (host, next_at) values (of_host, clock_timestamp() + gap)
  on conflict (host) do update set next_at = greatest(g.next_at, clock_timestamp()) + gap
  where most is null or g.next_at <= clock_timestamp() + most
  returning extract(epoch from (next_at - gap - clock_timestamp())) * 1000
$$;

-- A turn at a host: pace (GCRA), at most so many under way (one, while a host that failed often is tried out), none while it rests.
-- `done`: earlier turns that are given back on the way. No turn: `wait_ms` says how long it still rests; 0 = too many are under way.
create function enter_host(of_host text, gap_ms double precision, most int, turn_ms double precision, done bigint[])
returns table (turn bigint, wait_ms double precision, tired boolean) language plpgsql as $$
declare
  g host_gate%rowtype;
  at timestamptz;
  starts timestamptz;
begin
  select * into g from host_gate h where h.host = of_host for update;
  if not found then
    insert into host_gate (host) values (of_host) on conflict do nothing;
    select * into g from host_gate h where h.host = of_host for update;
  end if;
  at := clock_timestamp();
  delete from host_turn t where t.host = of_host and (t.until < at or t.id = any(done));
  tired := g.failures > 0;
  if g.rest_until > at then
    wait_ms := extract(epoch from g.rest_until - at) * 1000;
    return next;
    return;
  end if;
  wait_ms := 0;
  if (select count(*) from host_turn t where t.host = of_host) < (case when g.failures >= 5 then 1 else most end) then
    starts := greatest(g.next_at, at);
    update host_gate h set next_at = starts + gap_ms * interval '1 millisecond' where h.host = of_host;
    insert into host_turn (host, until) values (of_host, starts + turn_ms * interval '1 millisecond') returning id into turn;
    wait_ms := extract(epoch from starts - at) * 1000;
  end if;
  return next;
end $$;

-- A host failed, or asked to be left alone for a while: after some failures in a row it rests, twice as long each time.
create function fail_host(
  of_host text, counts boolean, rest_ms double precision, patience int, together_ms double precision, first_ms double precision, longest_ms double precision
) returns void language plpgsql as $$
declare
  g host_gate%rowtype;
  at timestamptz := clock_timestamp();
  total int;
  own double precision := 0;
begin
  insert into host_gate (host) values (of_host) on conflict do nothing;
  select * into g from host_gate h where h.host = of_host for update;
  total := g.failures;
  if counts and (g.failed_at is null or g.failed_at + together_ms * interval '1 millisecond' < at) then
    total := total + 1;
    if total >= patience then own := least(longest_ms, first_ms * power(2, least(total - patience, 20))); end if;
    g.failed_at := at;
  end if;
  update host_gate h set failures = total, failed_at = g.failed_at,
    rest_until = greatest(h.rest_until, at + greatest(rest_ms, own) * interval '1 millisecond')
  where h.host = of_host;
end $$;

-- Enters one batch of discoveries. A post is known by any of its keys. When keys of one discovery belong to two items already,
-- it is the older one; the younger is told of (`item.joined`) and, unless it has ended or is live, held for a person.
-- The keys that an article `holds` are no keys of its own: the posts go where the newest discovery has them. A post that was an item of
-- its own becomes `excluded` as it is gathered (failure `gathered`, about the article), unless readers can open it: then a person
-- decides. When it stands alone again it goes on, but what a person had decided about it meanwhile is asked again.
create function enroll(posts jsonb, of_job text, of_run bigint, by_actor text)
returns table (how text, n bigint, items float8[]) language plpgsql as $$
#variable_conflict use_column
declare
  of_account bigint := (select account from job where name = of_job);
begin
  create temp table if not exists enrolling (
    n int, key text, keys text[], ref jsonb, version text, title text, url text, listed timestamptz, holds text[], item bigint, was text,
    old_version text, back boolean
  ) on commit drop;
  truncate enrolling;
  insert into enrolling
  select f.n, f.key, f.keys, f.ref, f.version, f.title, f.url, f.listed, coalesce(f.holds, '{}'), k.item, i.state, i.version,
    coalesce(i.failure = 'gathered', false)
  from jsonb_to_recordset(posts) as f(n int, key text, keys text[], ref jsonb, version text, title text, url text, listed timestamptz, holds text[])
  left join lateral (
    select min(x.item) as item from (
      select ik.item from item_key ik where ik.account = of_account and ik.key = any(f.keys) and not ik.held
      union all select o.id from item o where o.account = of_account and o.source_key = f.key) x
  ) k on true
  left join item i on i.id = k.item;

  insert into item (account, job, source_key, ref, version, title, url, published_at, priority, run)
  select of_account, of_job, e.key, e.ref, e.version, e.title, e.url, e.listed, j.priority, of_run
  from enrolling e join job j on j.name = of_job where e.item is null order by e.n
  on conflict (account, source_key) do nothing;
  update enrolling e set item = i.id from item i where e.item is null and i.account = of_account and i.source_key = e.key;

  create temp table if not exists moving (key text, item bigint, held boolean, was_item bigint, was_held boolean) on commit drop;
  truncate moving;
  insert into moving
  select k.key, w.item, w.held, k.item, k.held
  from (select e.item, u.key, false as held from enrolling e cross join unnest(e.keys) u(key)
    union all select e.item, u.key, true from enrolling e cross join unnest(e.holds) u(key)) w
  join item_key k on k.key = w.key and k.account = of_account
  where k.item <> w.item and (k.held or w.held);
  update item_key k set item = m.item, held = m.held from moving m where k.account = of_account and k.key = m.key;
  insert into item_key (account, key, item)
  select of_account, k, e.item from enrolling e cross join unnest(e.keys) k on conflict do nothing;
  insert into item_key (account, key, item, held)
  select of_account, k, e.item, true from enrolling e cross join unnest(e.holds) k on conflict do nothing;
  update enrolling e set back = true from moving m join item i on i.id = m.item
  where e.item = m.item and m.was_held and not m.held and i.state in ('archived', 'excluded', 'gone', 'withdrawn');

  update gathered g set now = false from enrolling e
  where g.item = e.item and g.now and e.old_version <> e.version and not (g.key = any(e.holds));
  insert into gathered as g (account, key, item)
  select of_account, k, e.item from enrolling e cross join unnest(e.holds) k where e.old_version is distinct from e.version
  on conflict (item, key) do update set now = true where not g.now;

  insert into audit_event (kind, item, job, run, actor, facts)
  select 'item.discovered', e.item, of_job, of_run, by_actor, jsonb_build_object('key', e.key, 'version', e.version)
  from enrolling e where e.was is null order by e.n;

  -- files may have been renamed while their contents stayed: the way to the bytes is always the newest
  update item i set ref = e.ref from enrolling e where i.id = e.item and i.ref <> e.ref;

  perform set_config('guiji.door', 'open', true);
  update item i set ref = e.ref, version = e.version, run = of_run, title = coalesce(i.title, e.title), url = coalesce(e.url, i.url),
    state = case when e.back and i.failure is distinct from 'gathered' then 'held'
      when i.state in ('archived', 'excluded', 'withdrawn') and not e.back then i.state else 'discovered' end,
    epoch = i.epoch + 1, ticketed_at = null, not_before = null, attempts = 0,
    failure = case when e.back and i.failure is distinct from 'gathered' then 'ungathered'
      when i.state in ('archived', 'excluded', 'withdrawn') and not e.back then i.failure end,
    failure_about = case when e.back and i.failure is distinct from 'gathered' then i.state end,
    held_from = case when e.back and i.failure is distinct from 'gathered' then 'discovered' end, updated_at = clock_timestamp()
  from enrolling e where i.id = e.item and e.was is not null and (e.back or e.old_version <> e.version);

  -- posts that were items of their own and stand in an article with others now, and articles that all their posts have left
  with gone as (
    update item i set state = 'excluded', failure = 'gathered', failure_about = m.item::text, held_from = null, epoch = i.epoch + 1,
      ticketed_at = null, not_before = null, updated_at = clock_timestamp()
    from moving m, item o
    where i.id = m.was_item and o.id = i.id
      and ((m.held and not m.was_held and i.source_key = m.key)
        or (m.was_held and not exists (select from item_key k where k.item = i.id and k.held)))
      and i.state in ('discovered', 'fetched', 'normalized', 'returned', 'approved', 'held')
      and not exists (select from publication p where p.item = i.id and (p.intent_at is not null or (p.url is not null and p.withdrawn_at is null)))
    returning i.id, o.state as was, m.item)
  insert into audit_event (kind, item, job, run, actor, facts)
  select 'item.gathered', g.id, of_job, of_run, by_actor, jsonb_build_object('was', g.was, 'into', g.item) from gone g order by g.id;
  perform set_config('guiji.door', '', true);
  insert into audit_event (kind, item, job, run, actor, facts)
  select 'item.ungathered', e.item, of_job, of_run, by_actor, jsonb_build_object('was', e.was) from enrolling e where e.back order by e.n;
  insert into audit_event (kind, item, job, run, actor, facts)
  select 'item.changed', e.item, of_job, of_run, by_actor, jsonb_build_object('was', e.was, 'version', e.version, 'before', e.old_version)
  from enrolling e where e.was is not null and e.old_version <> e.version order by e.n;

  create temp table if not exists joining (item bigint, older bigint, was text) on commit drop;
  truncate joining;
  insert into joining
  select distinct on (i.id) i.id, e.item, i.state
  from enrolling e cross join unnest(e.keys) u(name)
  cross join lateral (select item from item_key where key = u.name and account = of_account offset 0) k
  join item i on i.id = k.item
  where k.item <> e.item and not exists (select from audit_event a where a.item = i.id and a.kind = 'item.joined')
  order by i.id, e.item;
  perform set_config('guiji.door', 'open', true);
  update item i set state = 'held', failure = 'joined-twin', failure_about = j.older::text, held_from = j.was, epoch = i.epoch + 1,
    ticketed_at = null, not_before = null, updated_at = clock_timestamp()
  from joining j where i.id = j.item and j.was in ('discovered', 'fetched', 'normalized', 'returned', 'approved');
  perform set_config('guiji.door', '', true);
  insert into audit_event (kind, item, job, run, actor, facts)
  select 'item.joined', j.item, of_job, of_run, by_actor, jsonb_build_object('was', j.was, 'older', j.older) from joining j order by j.item;

  return query select case when e.was is null then 'new' when e.back or e.old_version <> e.version then 'changed' else 'unchanged' end, count(*), array_agg(e.item::float8)
    from enrolling e group by 1;
end $$;

-- The functions that a source gave. New ones are told of; known ones take over its words, never what a person completed. After a `whole`
-- look those that it gives no more are marked, and told of once.
create function note_functions(given jsonb, of_job text, of_run bigint, by_actor text, whole boolean)
returns table (here int, fresh int, gone int) language plpgsql as $$
declare
  of_account bigint := (select account from job where name = of_job);
begin
  with f as (
    select * from jsonb_to_recordset(given) as x(key text, kind text, name text, under text, address text, answer text)
  ), made as (
    insert into service_function as s (account, key, kind, name, under, address, answer)
    select of_account, f.key, f.kind, f.name, f.under, f.address, f.answer from f order by f.key
    on conflict (account, key) do update set name = coalesce(nullif(excluded.name, ''), s.name),
      under = coalesce(excluded.under, s.under), address = coalesce(excluded.address, s.address), answer = coalesce(excluded.answer, s.answer)
    returning s.key, s.kind, s.xmax = 0 as is_new
  ), told as (
    insert into audit_event (kind, job, run, actor, facts)
    select 'function.found', of_job, of_run, by_actor, jsonb_build_object('key', m.key, 'kind', m.kind, 'by', 'source')
    from made m where m.is_new order by m.key
  )
  select count(*), count(*) filter (where is_new) into here, fresh from made;

  insert into function_seen (account, key, job, told_by)
  select of_account, f.key, of_job, f."by" from jsonb_to_recordset(given) as f(key text, "by" text) order by f.key
  on conflict (account, key, job) do update set told_by = excluded.told_by, last_at = clock_timestamp(), here = true;

  gone := 0;
  if whole then
    with lost as (
      update function_seen s set here = false
      where s.job = of_job and s.here and not exists (select from jsonb_to_recordset(given) as f(key text) where f.key = s.key)
      returning s.key
    ), told as (
      insert into audit_event (kind, job, run, actor, facts)
      select 'function.unseen', of_job, of_run, by_actor, jsonb_build_object('key', l.key) from lost l order by l.key
    )
    select count(*) into gone from lost;
  end if;
  return next;
end $$;

-- What people complete of the inventory: compare-and-set on the revision each of them saw, with one event for each. Returns what was changed.
create function complete_functions(changes jsonb, of_job text, by_actor text) returns table (changed text) language plpgsql as $$
begin
  perform set_config('guiji.door', 'open', true);
  return query
  with c as (
    select * from jsonb_to_recordset(changes) as x(key text, revision int, "to" text, address text, reason text, alive boolean, how text)
  ), was as (
    select f.account, f.key, f.destination from service_function f join c on f.key = c.key and f.revision = c.revision
    where f.account = (select account from job where name = of_job) order by f.key for no key update of f
  ), done as (
    update service_function f set
      revision = f.revision + 1,
      destination = coalesce(c."to", f.destination),
      new_address = case when c."to" is null then f.new_address else c.address end,
      reason = case when c."to" is null then f.reason else c.reason end,
      decided_by = case when c."to" is null then f.decided_by else by_actor end,
      decided_at = case when c."to" is null then f.decided_at else clock_timestamp() end,
      alive = case when c.how is null then f.alive else c.alive end,
      alive_how = coalesce(c.how, f.alive_how),
      alive_by = case when c.how is null then f.alive_by else by_actor end,
      alive_at = case when c.how is null then f.alive_at else clock_timestamp() end
    from c join was on was.key = c.key
    where f.account = was.account and f.key = was.key
    returning f.key, f.revision, c."to", c.address, c.reason, c.alive, c.how, was.destination as before
  ), told as (
    insert into audit_event (kind, job, actor, facts)
    select case when d."to" is null then 'function.looked-at' else 'function.completed' end, of_job, by_actor,
      jsonb_strip_nulls(jsonb_build_object('key', d.key, 'revision', d.revision, 'to', d."to", 'address', d.address, 'reason', d.reason,
        'alive', d.alive, 'how', d.how, 'was', d.before))
    from done d order by d.key
  )
  select d.key from done d;
  perform set_config('guiji.door', '', true);
end $$;
