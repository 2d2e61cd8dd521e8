-- How often a shopper orders the same product is bounded, whatever becomes of the orders.
set local lock_timeout = '5s';

alter table checkouts add column skus text[] not null default '{}';

comment on column checkouts.skus is 'The products of the order. Empty in orders from before they were kept.';
