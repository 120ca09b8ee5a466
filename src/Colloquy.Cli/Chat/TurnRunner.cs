namespace Colloquy.Cli;

/// <summary>Runs a turn: prints its answer as it arrives, and lets Ctrl-C cancel it.</summary>
internal sealed class TurnRunner(CliHost host)
{
    /// <summary>Runs a turn.</summary>
    /// <param name="begin">Begins it; what it is given is cancelled by Ctrl-C.</param>
    public async Task RunAsync(Func<CancellationToken, IAsyncEnumerable<AgentUpdate>> begin)
    {
        using var turn = host.Interrupts.BeginTurn();
        var printer = new AnswerPrinter(host.Terminal);
        try
        {
            // A client that does not listen to its cancellation must not keep a second Ctrl-C from leaving.
            await printer.PrintAsync(begin(turn.Token)).WaitAsync(host.Interrupts.Leave).ConfigureAwait(false);
        }
        finally
        {
            host.Interrupts.EndTurn();
            printer.EndLine();
        }
    }
}
