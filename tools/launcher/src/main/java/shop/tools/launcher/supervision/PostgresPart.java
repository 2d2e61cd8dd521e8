package shop.tools.launcher.supervision;

import java.util.Map;
import shop.build.localservers.LocalPostgres;
import shop.tools.stack.Components;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** The PostgreSQL server, with a database and its roles for every service. */
final class PostgresPart implements Part {

    private final LocalPostgres postgres;
    private final Secrets secrets;

    PostgresPart(StackHome home, StackPorts ports, Secrets secrets) {
        this.secrets = secrets;
        this.postgres = new LocalPostgres(
                home.programs(),
                home.data().resolve("postgres"),
                home.log(Components.POSTGRES),
                ports.postgres(),
                secrets.password(),
                Map.of());
    }

    LocalPostgres server() {
        return postgres;
    }

    @Override
    public String name() {
        return Components.POSTGRES;
    }

    @Override
    public int port() {
        return postgres.port();
    }

    @Override
    public String url() {
        return "postgresql://postgres@127.0.0.1:" + postgres.port();
    }

    @Override
    public Process launch() {
        return postgres.launch();
    }

    @Override
    public boolean ready() {
        return postgres.ready();
    }

    @Override
    public void prepare() {
        for (Service service : Service.values()) {
            ServiceSettings.database(service).createIfMissing(postgres, secrets::passwordOf);
        }
    }

    @Override
    public void stop(Process process) {
        postgres.stop();
    }

    /** After a kill the sessions of the dead server hold its shared memory for a moment, and a new one refuses to start. */
    @Override
    public int attempts() {
        return 8;
    }
}
