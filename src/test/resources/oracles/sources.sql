-- The raw tables of the generated shop.
CREATE VIEW raw_orders AS FROM read_parquet('{folder}/raw/orders/*.parquet');
CREATE VIEW raw_interactions AS FROM read_parquet('{folder}/raw/interactions/*.parquet');
CREATE VIEW raw_subscriptions AS SELECT *, subscription_id % 4 = 0 AS is_trial
  FROM read_parquet('{folder}/raw/subscriptions/*.parquet');
CREATE VIEW raw_leads AS FROM read_parquet('{folder}/raw/leads/*.parquet');
CREATE VIEW raw_customers AS FROM read_csv('{folder}/raw/customers/*.csv', all_varchar = true, header = true);
CREATE VIEW raw_opportunities AS FROM read_parquet('{folder}/raw/opportunities/*.parquet');
CREATE VIEW raw_opportunity_stages AS FROM read_parquet('{folder}/raw/opportunity_stages/*.parquet');
CREATE VIEW raw_marketing_spend AS FROM read_csv('{folder}/raw/marketing_spend/*.csv', all_varchar = true, header = true);
CREATE VIEW raw_messages AS FROM read_parquet('{folder}/raw/messages/*.parquet');
CREATE VIEW raw_social_posts AS FROM read_parquet('{folder}/raw/social_posts/*.parquet');
CREATE VIEW raw_tickets AS FROM read_parquet('{folder}/raw/tickets/*.parquet');
CREATE VIEW raw_surveys AS FROM read_parquet('{folder}/raw/surveys/*.parquet');
