package io.clientela.kpi.marketing;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.SocialPosts;
import io.clientela.testing.Shop;
import org.junit.jupiter.api.Test;

final class SocialEngagementTest {

  private static final SocialEngagement ENGAGEMENT = new SocialEngagement(null);

  @Test
  void allPostsOfANetworkAndPeriodTogether() {
    assertTable(
        Shop.asOf("2024-02-05")
            .rows(
                SocialPosts.INPUT,
                """
                post_id | network   | published_at     | impressions | engagements
                1       | instagram | 2024-01-01 10:00 | 1000        | 50
                2       | instagram | 2024-01-07 23:00 | 10          | 10        # the same week
                3       | instagram | 2024-01-08 00:00 | 90          | 0         # the next one
                4       | linkedin  | 2024-02-01 10:00 | 100         | 3
                5       | linkedin  | 2024-02-05 00:00 | 500         | 3         # at as-of
                """)
            .compute(ENGAGEMENT),
        """
        grain | network   | period_start | posts | impressions | engagements | engagement_rate | is_complete
        week  | instagram | 2024-01-01   | 2     | 1010        | 60          | 0.0594          | true
        week  | instagram | 2024-01-08   | 1     | 90          | 0           | 0               | true
        month | instagram | 2024-01-01   | 3     | 1100        | 60          | 0.0545          | true
        week  | linkedin  | 2024-01-29   | 1     | 100         | 3           | 0.03            | true
        month | linkedin  | 2024-02-01   | 1     | 100         | 3           | 0.03            | false   # February goes on
        """);
  }

  @Test
  void whatWasNotShownHasNoRateAndMoreEngagementsThanImpressionsAreMoreThanOne() {
    assertTable(
        Shop.asOf("2024-03-01")
            .rows(
                SocialPosts.INPUT,
                """
                post_id | network | published_at | impressions | engagements
                1       | x       | 2024-01-10   | 0           | 0
                2       | x       | 2024-02-10   | 4           | 6           # shared by others
                """)
            .compute(ENGAGEMENT)
            .where("grain = 'month'"),
        """
        period_start | posts | impressions | engagements | engagement_rate
        2024-01-01   | 1     | 0           | 0           | -
        2024-02-01   | 1     | 4           | 6           | 1.5
        """);
  }
}
