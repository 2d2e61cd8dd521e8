package shop.testing.faults;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Every fault there is, in the order in which a seed makes them. */
final class Faults {

    static final List<Fault> ALL = Stream.of(
                    Stream.of(Fault.of(
                            Sabotage.NAME,
                            "the tables changed by hand so that I1, I3 and I4 are broken, and put right again",
                            "the checker turns red each time",
                            (shop, moments) -> {})),
                    ProcessFaults.all(),
                    LetterFaults.all(),
                    ReplayFaults.all(),
                    RelayFaults.all(),
                    DatabaseFaults.all(),
                    BrokerFaults.all(),
                    MachineFaults.all(),
                    ClockFaults.all(),
                    BrokerFaults.ofTopics())
            .flatMap(one -> one)
            .toList();

    /** Few, the most valuable, and one of each kind, for every change. */
    static final Set<String> BRIEF = Set.of(
            Sabotage.NAME,
            "kill-order",
            "kill-postgres",
            "kill-kafka",
            "freeze-inventory",
            "slot-dropped",
            "slot-advanced",
            "publication-dropped",
            "malformed-records",
            "one-way-cut-postgres");

    private Faults() {}
}
