create table reservations (
    order_id    uuid not null,
    state       text not null,
    decided_at  timestamptz not null,
    released_at timestamptz,
    constraint reservations_pk primary key (order_id),
    constraint reservations_state_known check (state in ('RESERVED', 'REJECTED', 'RELEASED', 'CANCELLED_FIRST')),
    constraint reservations_released_at_of_released check ((state = 'RELEASED') = (released_at is not null))
);

comment on table reservations is 'The one decision about each order; a row that is there is never decided again.';
comment on column reservations.state is 'RESERVED: every line is set aside. REJECTED: at least one line was short, nothing is set aside. RELEASED: was reserved, then cancelled. CANCELLED_FIRST: cancelled before the order itself arrived, nothing will be set aside.';
comment on column reservations.decided_at is 'When the order was reserved or rejected, or its early cancellation arrived.';

create table reservation_lines (
    order_id uuid not null,
    sku      text not null,
    quantity int not null,
    constraint reservation_lines_pk primary key (order_id, sku),
    constraint reservation_lines_reservation_fk foreign key (order_id) references reservations,
    constraint reservation_lines_stock_fk foreign key (sku) references stock,
    constraint reservation_lines_quantity_positive check (quantity > 0)
);

comment on table reservation_lines is 'What is, or before its release was, set aside for an order; lines of the same SKU are added up.';

grant select, insert, update (state, released_at) on reservations to ${app};
grant select, insert on reservation_lines to ${app};
