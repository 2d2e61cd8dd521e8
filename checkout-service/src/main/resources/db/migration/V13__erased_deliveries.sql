-- What an erasure writes into an event whose delivery named a person: Delivery.ERASED.

insert into outbox_erasures (topic, field, replacement)
values ('checkout', 'delivery', '{"name":"erased","street":"erased","postalCode":"erased","city":"erased","country":"ZZ","email":"erased@invalid"}');
