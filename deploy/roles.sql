-- One database and one login role for each component, for an external PostgreSQL: a component reaches its own data and
-- nothing else. Run once as a superuser with psql, which fills in the passwords from variables:
--
--   psql -v gateway=… -v case_registry=… -v civil_registration=… -v document_exchange=… -v health_summaries=… -f roles.sql
--
-- Run again it changes passwords and nothing else. Migrations run as the same role (`saphan migrate COMPONENT`).

\set ON_ERROR_STOP on

select format('create role %I login nosuperuser nocreatedb nocreaterole connection limit 100', name)
from unnest(array['gateway', 'case_registry', 'civil_registration', 'document_exchange', 'health_summaries']) as name
where not exists (select from pg_roles where rolname = name)
\gexec

alter role gateway password :'gateway';
alter role case_registry password :'case_registry';
alter role civil_registration password :'civil_registration';
alter role document_exchange password :'document_exchange';
alter role health_summaries password :'health_summaries';

select format('create database %I owner %I template template0 encoding ''UTF8''', name, name)
from unnest(array['gateway', 'case_registry', 'civil_registration', 'document_exchange', 'health_summaries']) as name
where not exists (select from pg_database where datname = name)
\gexec

-- By default everybody may connect to every database.
select format('revoke all on database %I from public', name)
from unnest(array['gateway', 'case_registry', 'civil_registration', 'document_exchange', 'health_summaries']) as name
\gexec
