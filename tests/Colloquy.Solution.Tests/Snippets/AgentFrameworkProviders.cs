using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Solution.Tests;

// snippet: agent-framework-own-history
public sealed class DatabaseHistory(DbConnection db) : HistoryProvider
{
    public override string Name => "database";

    protected override async ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken)
    {
        await using var query = db.CreateCommand();
        query.CommandText = "SELECT role, content FROM messages WHERE session_id = @session";
        query.Parameters.Add(new SqliteParameter("@session", run.Session.Key.Id));
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        List<ChatMessage> messages = [];
        while (await rows.ReadAsync(cancellationToken))
            messages.Add(new ChatMessage(new ChatRole(rows.GetString(0)), rows.GetString(1)));
        return messages;
    }

    protected override async ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            await using var insert = db.CreateCommand();
            insert.CommandText = "INSERT INTO messages (session_id, role, content) VALUES (@session, @role, @content)";
            insert.Parameters.Add(new SqliteParameter("@session", run.Session.Key.Id));
            insert.Parameters.Add(new SqliteParameter("@role", message.Role.Value));
            insert.Parameters.Add(new SqliteParameter("@content", message.Text));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

// snippet: end

// snippet: agent-framework-provider
public sealed class UserContext(IUserService userService) : ContextProvider
{
    public override string Name => "user_context";

    protected override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        if (request.Run.GetValue<string>("user_id") is not { } userId)
            return;

        var profile = await userService.GetUserAsync(userId, cancellationToken);
        request.AddInstructions($"User profile: {profile.Name}, preferences: {profile.Preferences}");
    }
}

// snippet: end

// snippet: agent-framework-lifecycle
public sealed class MyProvider : ContextProvider
{
    public override string Name => "my_provider";

    /// <summary>Called before the model is.</summary>
    protected override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        request.AddMessages([new ChatMessage(ChatRole.User, "Today is Friday.")]);
        request.AddInstructions("Answer in English.");
        request.AddTools([AIFunctionFactory.Create(() => 42, "look_up_the_answer")]);
        return ValueTask.CompletedTask;
    }

    /// <summary>Called when the run has ended, however it did.</summary>
    protected override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        if (run.Exception is null)
            await run.State.IncrementAsync("answers", run.Output.Count, cancellationToken: cancellationToken);
    }
}

// snippet: end
public interface IUserService
{
    Task<(string Name, string Preferences)> GetUserAsync(string id, CancellationToken cancellationToken);
}

internal sealed class UserService : IUserService
{
    public Task<(string Name, string Preferences)> GetUserAsync(string id, CancellationToken cancellationToken) => Task.FromResult(("Alice", "science fiction"));
}
