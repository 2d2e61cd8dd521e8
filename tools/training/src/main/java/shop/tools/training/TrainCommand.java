package shop.tools.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalKafka;
import shop.build.localservers.LocalPostgres;
import shop.build.localservers.ServiceDatabase;
import shop.tools.stack.RefusedException;
import shop.tools.stack.Service;

/** Writes {@code app.aot} beside the {@code app.jar} of every service that it finds. Part of the image build, not for people. */
@Command(name = "train-images")
public final class TrainCommand implements Callable<Integer> {

    private static final String PASSWORD = "training";

    @Option(names = "--services", required = true, description = "Holds <service>-service/app.jar and its libraries.")
    @SuppressWarnings("NullAway.Init")
    private Path services;

    @Option(names = "--jvm-options", required = true, description = "A file of options that containers run with.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> jvmOptions;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TrainCommand()).execute(arguments));
    }

    /** @throws RefusedException if there is no service, or one that cannot be trained */
    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Service> found = Stream.of(Service.values())
                .filter(service -> Files.isDirectory(services.resolve(service.module())))
                .toList();
        if (found.isEmpty()) {
            throw new RefusedException("There is no service in " + services + ".");
        }
        Path work = Files.createTempDirectory("training");
        try (var postgres = new LocalPostgres(
                        work,
                        work.resolve("data"),
                        work.resolve("postgres.log"),
                        FreePorts.next(),
                        PASSWORD,
                        Map.of());
                var kafka = new LocalKafka(
                        work.resolve("kafka"),
                        work.resolve("kafka.log"),
                        FreePorts.next(),
                        FreePorts.next(),
                        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"))) {
            postgres.start();
            kafka.start();
            kafka.createTopics(Service.topics(), 1);
            for (Service service : found) {
                var database = new ServiceDatabase(service.id(), service.relays());
                database.createIfMissing(postgres, PASSWORD);
                Path folder = services.resolve(service.module());
                new TrainingRun(service, database, folder, jvmOptions, postgres, kafka).make();
                System.out.printf(
                        "%s: %d MB%n", service.module(), Files.size(folder.resolve(TrainingRun.CACHE)) / 1_000_000);
            }
        }
        return 0;
    }
}
