package io.clientela.model.service;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The business hours of all teams. */
public record Schedules(List<BusinessHours> all) {

  /** No team's hours are known. */
  public static final Schedules NONE = new Schedules(List.of());

  public Schedules {
    all = List.copyOf(all);
    Set<String> named = new HashSet<>();
    Set<String> withoutTeams = new HashSet<>();
    for (BusinessHours hours : all) {
      for (String team : hours.teams()) {
        if (!named.add(team)) {
          throw new IllegalArgumentException("team " + team + " has hours twice; keep one of them");
        }
      }
      if (hours.teams().isEmpty() && !withoutTeams.add("")) {
        throw new IllegalArgumentException(
            "two schedules name no teams, and only one can be that of all others; name the teams");
      }
    }
  }

  /** Hours without a zone of their own are in this one. */
  public Schedules in(ZoneId zone) {
    return new Schedules(all.stream().map(hours -> hours.in(zone)).toList());
  }

  /** A clock for each team, and under null that of all others, where there is one. */
  Map<String, BusinessClock> clocks() {
    Map<String, BusinessClock> clocks = new HashMap<>();
    for (BusinessHours hours : all) {
      BusinessClock clock = new BusinessClock(hours);
      hours.teams().forEach(team -> clocks.put(team, clock));
      if (hours.teams().isEmpty()) {
        clocks.put(null, clock);
      }
    }
    return clocks;
  }
}
