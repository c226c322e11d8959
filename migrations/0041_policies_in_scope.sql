-- In steps: one table after the other, each held for no longer than a moment.
do $$
declare
  scoped record;
begin
  for scoped in
    select polrelid::regclass as of_table, substring(pg_get_expr(polqual, polrelid) from '^\((circle_id|id) = ANY \(current_circles\(\)\)\)$') as key
    from pg_policy where polname = 'scope' and pg_get_expr(polqual, polrelid) like '%ANY (current_circles())%'
    order by 1
  loop
    if scoped.key is null then raise exception 'the policy of % is another one', scoped.of_table; end if;
    execute format('alter policy scope on %s using (in_scope(%I)) with check (in_scope(%2$I))', scoped.of_table, scoped.key);
    commit;
  end loop;
end $$;
