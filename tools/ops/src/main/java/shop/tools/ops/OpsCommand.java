package shop.tools.ops;

import picocli.CommandLine.Command;

/** {@code ./shop ops}: the verbs of operators. */
@Command(
        name = "ops",
        description = {
            "Find an order, see what waits and why, give dead letters back to their handlers.",
            "Verbs that change something ask for --reason and are written down in the audit trail of the service.",
            "Where is the order? ./shop ops order ID. What is wrong? ./shop ops waiting.",
            "The same as pages in a browser: ./shop ops console."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            OrderVerb.class,
            WaitingVerb.class,
            KeyVerb.class,
            LetterVerb.class,
            RedriveVerb.class,
            ReplayVerb.class,
            BreaksVerb.class,
            BooksVerb.class,
            RepublishVerb.class,
            JobsVerb.class,
            AuditVerb.class,
            ConsoleVerb.class,
            EraseShopperVerb.class
        })
public final class OpsCommand {}
