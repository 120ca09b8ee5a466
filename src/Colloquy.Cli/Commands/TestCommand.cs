using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy test</c>: tests of stored conversations, runs of conversation tests, their reports, what moved between them, and the faults that tests let live.</summary>
internal static class TestCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("test", "Makes tests of stored conversations, lists runs of conversation tests, writes their reports, compares them, holds them to a gate, and finds the faults that tests let live.")
        {
            Examples = ["colloquy test record ticket-4711 --output tests/Recorded", "colloquy test list", "colloquy test report", "colloquy test report latest --html page.html", "colloquy test compare", "colloquy test compare before.json after.json --json", "colloquy test compare --variants model-a model-b", "colloquy test gate gate.json", "colloquy test mutate --only calls-twice"],
        };
        command.Subcommands.Add(TestRecordCommand.Create(globals, host));
        command.Subcommands.Add(TestListCommand.Create(host));
        command.Subcommands.Add(TestReportCommand.Create(host));
        command.Subcommands.Add(TestCompareCommand.Create(host));
        command.Subcommands.Add(TestGateCommand.Create(host));
        command.Subcommands.Add(TestMutateCommand.Create(host));
        return command;
    }
}
