-- Up to where the relay has published a category of events. Moved by compare-and-set after the broker's acknowledgement.
create table relay_positions (
  category text not null,
  transaction_id xid8 not null,
  global_position bigint not null,
  constraint relay_positions_pkey primary key (category)
) with (fillfactor = 50);
