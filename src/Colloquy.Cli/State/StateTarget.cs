using System.CommandLine;

namespace Colloquy.Cli;

/// <summary>Whose state a command is about: the options that say so.</summary>
internal sealed class StateTarget
{
    private readonly GlobalOptions _globals;
    private readonly Option<string?> _scope = GlobalOptions.Choice("--scope", "SCOPE", "Where the keys live: session, user or app [default: session]", "session", "user", "app");
    private readonly Option<string?> _branch = new("--branch") { HelpName = "NAME", Description = "The branch of the conversation to work on [default: the current one]" };

    public StateTarget(GlobalOptions globals, Command command)
    {
        _globals = globals;
        command.Options.Add(_scope);
        command.Options.Add(_branch);
        command.Validators.Add(result =>
        {
            // What cannot be read has been said already.
            var scope = result.GetResult(_scope)?.Tokens is [.., var word] ? word.Value : "session";
            if (scope == "session" && string.IsNullOrEmpty(result.GetValue(globals.Session)))
                result.AddError("No conversation is named: add --session, or --scope user or app.");
            else if (scope is "user" or "app" && (result.GetValue(globals.Session) is not null || result.GetValue(_branch) is not null))
                result.AddError($"--session and --branch do not go with --scope {scope}, which is of no conversation.");
            else if (scope == "user" && string.IsNullOrEmpty(result.GetValue(globals.User)))
                result.AddError("--scope user needs --user.");
            else if (scope == "app" && result.GetValue(globals.User) is not null)
                result.AddError("--user does not go with --scope app, which is of all users.");
        });
    }

    public bool IsOfSession(ParseResult parsed) => parsed.GetValue(_scope) is null or "session";

    /// <summary>Finds the state, and creates nothing.</summary>
    public async Task<OpenState> OpenAsync(ParseResult parsed, ISessionStore store, CliHost host, CancellationToken cancellationToken)
    {
        var (scope, app, user) = (parsed.GetValue(_scope) ?? "session", parsed.GetValue(_globals.App) ?? SessionKey.DefaultApp, parsed.GetValue(_globals.User));
        if (scope != "session")
        {
            var owner = new SessionOwner(user, app);
            return new OpenState(scope, owner.App, owner.User, Session: null, $"{owner}", null, store.GetState(owner));
        }

        var key = _globals.KeyOf(parsed, parsed.GetValue(_globals.Session)!);
        var session = await store.FindAsync(key, new OpenSessionOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
        if (parsed.GetValue(_branch) is { } branch)
            session = await session.Branches.OpenAsync(branch, cancellationToken).ConfigureAwait(false);
        return new OpenState(scope, key.App, UserText.Write(key.User), key.Id, $"session {Wording.Name(key)}", session.State, null);
    }
}
