create table stock (
    sku      text not null,
    on_hand  int not null,
    reserved int not null,
    constraint stock_pk primary key (sku),
    constraint stock_product_fk foreign key (sku) references products,
    constraint stock_not_oversold check (0 <= reserved and reserved <= on_hand),
    constraint stock_limit check (on_hand <= 1000000000)
) with (fillfactor = 50);

comment on table stock is 'Units per SKU, one row for every product. The row is the lock under which its units are given out; half of each page stays free so that updates stay in place.';
comment on column stock.on_hand is 'Units taken in, including the reserved ones.';
comment on column stock.reserved is 'Units set aside for orders: the sum over reservation_lines of reservations in state RESERVED.';

grant select, insert, update (on_hand, reserved) on stock to ${app};
