"""Random campaigns with all that raw rows may hold, most of them without any effect."""

import numpy as np
import pandas as pd

FIRST_DAY = pd.Timestamp("2024-02-01")
DAYS = 80
WINDOW_DAYS = 14
WINDOWS = {"earlier": -2, "before": -1, "after": 0, "kept": 1}
NULL_CAMPAIGNS = 500


class Shop:
    """Members of campaigns and their orders; customers belong to one campaign, some to two."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.members = []
        self.orders = []
        self.customers = 0

    def campaign(self, name, members, treatment_share, effect=0.0, trend=0.0, days=DAYS):
        """What treatment buys grows by the effect from the assignment on, by the trend from two weeks before on."""
        random = self.random
        ids = np.arange(self.customers, self.customers + members)
        self.customers += members
        is_treatment = random.random(members) < treatment_share
        assigned = random.random(members) * days * 86_400
        self.members.append(
            pd.DataFrame(
                {
                    "campaign": name,
                    "customer_id": ids,
                    "assigned_at": assigned,
                    "group": np.where(is_treatment, "treatment", "control"),
                }
            )
        )
        for window in WINDOWS.values():
            grown = 1 + is_treatment * ((window >= -1) * trend + (window >= 0) * effect)
            orders = random.poisson(0.35 * grown * random.gamma(2, 0.5, members))
            customers = np.repeat(ids, orders)
            offset = (window + random.random(len(customers))) * WINDOW_DAYS * 86_400
            ordered = np.repeat(assigned, orders) + offset
            self.orders.append(pd.DataFrame({"customer_id": customers, "ordered_at": ordered}))

    def tables(self):
        random = self.random
        members = pd.concat(self.members)
        again = members.sample(frac=0.05, random_state=1)
        again = again.assign(assigned_at=again["assigned_at"] + random.random(len(again)) * 20 * 86_400)
        swapped = members.sample(frac=0.02, random_state=2)
        swapped = swapped.assign(group=swapped["group"].map({"treatment": "control", "control": "treatment"}))
        other = members[members["campaign"] == "drawn"].assign(campaign="shared")
        members = pd.concat([members, again, swapped, other]).sample(frac=1, random_state=3)
        orders = pd.concat(self.orders).reset_index(drop=True)
        size = len(orders)
        orders.insert(0, "order_id", np.arange(size))
        orders["amount"] = np.round(random.lognormal(4, 0.8, size), 2)
        orders["status"] = random.choice(["completed", "cancelled"], size, p=[0.97, 0.03])
        orders["refunded_amount"] = np.where(random.random(size) < 0.05, np.round(orders["amount"] / 3, 2), 0)
        orders["refunded_at"] = orders["ordered_at"] + random.random(size) * 20 * 86_400
        is_return = random.random(size) < 0.02
        orders.loc[is_return, ["amount", "refunded_amount"]] = [-10, 0]
        return {"campaign_members": dated(members, "assigned_at"), "orders": dated(orders, "ordered_at", "refunded_at")}


def dated(rows, *columns):
    def instant(seconds):
        return (FIRST_DAY.tz_localize("UTC") + pd.to_timedelta(seconds, "s")).astype("datetime64[us, UTC]")

    return rows.assign(**{name: instant(rows[name]) for name in columns})


def random_tables():
    shop = Shop(5)
    shop.campaign("drawn", 20_000, 0.7, effect=0.2)
    shop.campaign("broken", 5_000, 0.6)
    shop.campaign("growing", 5_000, 0.5, effect=0.1, days=DAYS + 60)
    shop.campaign("loyalty", 10_000, 0.3, effect=0.1, trend=0.3)
    shop.campaign("everyone", 300, 1)
    shop.campaign("few", 5, 0.5)
    for i in range(NULL_CAMPAIGNS):
        shop.campaign(f"null {i}", int(shop.random.integers(300, 800)), shop.random.uniform(0.4, 0.6))
    return shop.tables()
