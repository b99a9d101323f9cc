package netkit.compare;

import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;

/** Nobody follows the experiment. */
public class Silence implements Experiment.Progress {
    @Override
    public void begins(Scenario scenario, Transport transport) {}

    @Override
    public void at(Scenario scenario, Transport transport, int offered) {}

    @Override
    public void ended(Cell cell) {}
}
