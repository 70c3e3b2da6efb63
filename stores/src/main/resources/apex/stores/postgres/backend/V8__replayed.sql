-- A study holds from now on the replay of prompt prefixes beside the habits. Those made before are made again.
alter table backend.standing_studies no force row level security;
delete from backend.standing_studies;
alter table backend.standing_studies force row level security;
alter table backend.study_wishes no force row level security;
update backend.study_wishes set counted_at = null, lease_until = null;
alter table backend.study_wishes force row level security;
