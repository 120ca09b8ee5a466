using System.Globalization;

namespace Colloquy.Cli;

/// <summary>What can be typed in a chat about its branches.</summary>
internal sealed class ChatBranches(CliHost host, ChatSession chat)
{
    public async Task RunAsync(string[] words, CancellationToken cancellationToken)
    {
        if (chat.Found is not { } session)
        {
            host.Terminal.Note("There are no branches before the first message.");
            return;
        }

        switch (words)
        {
            case ["/branches"]:
                var branches = await session.Branches.ListAsync(cancellationToken).ConfigureAwait(false);
                await host.Terminal.PageAsync(() => SessionsBranchesCommand.Print(branches, session.Branch, host), cancellationToken).ConfigureAwait(false);
                break;
            case ["/fork"]:
                await GoToAsync(await session.Branches.ForkAsync(name: null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                break;
            case ["/fork", var name]:
                await GoToAsync(await session.Branches.ForkAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                break;
            case ["/fork", var name, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var turn):
                await GoToAsync(await session.Branches.ForkAfterTurnAsync(turn, name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                break;
            case ["/switch", var name]:
                await chat.SwitchToAsync(name, cancellationToken).ConfigureAwait(false);
                await SayAsync("", cancellationToken).ConfigureAwait(false);
                break;
            case ["/switch", ..]:
                host.Terminal.Problem("/switch wants the name of a branch; /branches shows them.");
                break;
            default:
                host.Terminal.Problem("/fork wants nothing, or a name without spaces, or a name and the number of the turn to begin after.");
                break;
        }
    }

    private async Task GoToAsync(Session fork, CancellationToken cancellationToken)
    {
        await chat.SwitchToAsync(fork.Branch, cancellationToken).ConfigureAwait(false);
        await SayAsync("new ", cancellationToken).ConfigureAwait(false);
    }

    private async Task SayAsync(string kind, CancellationToken cancellationToken)
    {
        var turns = await chat.Found!.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
        host.Terminal.Note($"On {kind}branch '{PlainText.Line(chat.Branch)}', with {Wording.Count(turns, "turn")}.{(chat.IsBound ? " The current branch of the conversation stays what it is." : "")}");
    }
}
