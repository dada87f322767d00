package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw social media posts that the job accepts: one row per post, with its latest counts. */
public final class SocialPosts {

  public static final Field POST_ID = Field.id("post_id", "Post");
  public static final Field NETWORK = Field.label("network", "Social network");
  public static final Field PUBLISHED_AT = Field.instant("published_at", "When it was published");
  public static final Field PUBLISHED_ON = PUBLISHED_AT.businessDate();
  public static final Field IMPRESSIONS = Field.count("impressions", "How often it was shown");
  public static final Field ENGAGEMENTS =
      Field.count("engagements", "Reactions, comments, shares, clicks");
  public static final Field CAMPAIGN = Field.label("campaign", "Campaign of the post").orNull();

  public static final Table TABLE =
      Table.named("social_posts")
          .titled("Social media posts", "Publicações em mídias sociais")
          .grain("One row per post")
          .key(POST_ID)
          .values(NETWORK, PUBLISHED_AT, IMPRESSIONS, ENGAGEMENTS, CAMPAIGN)
          .definedBy("Posts with their counts so far");

  public static final Input INPUT =
      Input.of(TABLE, PUBLISHED_AT)
          .identifiedBy(POST_ID)
          .never("impressions is below 0", IMPRESSIONS.col().lt(0))
          .never("engagements is below 0", ENGAGEMENTS.col().lt(0));

  private SocialPosts() {}
}
