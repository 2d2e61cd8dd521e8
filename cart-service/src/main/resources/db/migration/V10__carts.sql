create table carts (
    shopper_id uuid not null,
    version    bigint not null,
    constraint carts_pk primary key (shopper_id)
);

comment on table carts is 'One row per shopper that ever had a cart; the version rises with every change and never falls.';

grant select, insert, update on carts to ${app};
