using System.CommandLine;

namespace Colloquy.Cli;

/// <summary>The session that a command is about: named by its argument, or by <c>--session</c>.</summary>
internal sealed class SessionArgument
{
    private readonly GlobalOptions _globals;
    private readonly Argument<string?> _id = new("id") { Description = "The id of the conversation, the same as --session", Arity = ArgumentArity.ZeroOrOne };

    public SessionArgument(GlobalOptions globals, Command command)
    {
        _globals = globals;
        command.Arguments.Add(_id);
        command.Validators.Add(result =>
        {
            var (id, option) = (result.GetValue(_id), result.GetValue(globals.Session));
            if (id is null && option is null)
                result.AddError("No conversation is named.");
            else if (id is not null && option is not null && id != option)
                result.AddError("Two conversations are named; name one.");
        });
    }

    public SessionKey KeyOf(ParseResult parsed) => _globals.KeyOf(parsed, parsed.GetValue(_id) ?? parsed.GetValue(_globals.Session)!);

    /// <summary>Finds the session, and opens nothing new.</summary>
    public async Task<Session> FindAsync(ParseResult parsed, ISessionStore store, CliHost host, CancellationToken cancellationToken)
    {
        var key = KeyOf(parsed);
        return await store.FindAsync(key, new SessionOptions { Time = host.Time }, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
    }
}
