-- The circles of a transaction are read once by each statement, and not for each row that it looks at.
do $$
declare
  scoped record;
begin
  for scoped in
    select polrelid::regclass as of_table, pg_get_expr(polqual, polrelid) as using_part, pg_get_expr(polwithcheck, polrelid) as check_part
    from pg_policy where polname = 'scope'
  loop
    if scoped.using_part not like '%ANY (current_circles())%' or scoped.using_part is distinct from scoped.check_part then
      raise exception 'the policy of % is another one: %', scoped.of_table, scoped.using_part;
    end if;
    execute format('alter policy scope on %s using (%s) with check (%2$s)', scoped.of_table,
      replace(scoped.using_part, 'ANY (current_circles())', 'any ((select current_circles())::uuid[])'));
  end loop;
end $$;
