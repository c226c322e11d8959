-- Whether a row is of the circles of this transaction, for the rules of the tables. The text of an id is found in the list of
-- them: that takes a quarter of the time of making an array of it for each row. And as it is a test for something that is not
-- null, PostgreSQL expects that nearly all rows pass it, which is so, for each statement names its circle as well. It took
-- `circle_id = any (…)` for a second choice among all circles, expected a single row, and walked in circles for a class of thirty.
create function in_scope(of_circle uuid) returns boolean language sql stable parallel safe
return nullif(strpos(current_setting('bunting.circle', true), of_circle::text), 0) is not null;
