using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Solution.Tests;

public sealed class CardIndex(DbConnection db) : HistoryProvider
{
    public override string Name => "card_index";

    protected override async ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken)
    {
        await using var query = db.CreateCommand();
        query.CommandText = "SELECT speaker, line FROM cards WHERE conversation = @id ORDER BY rowid";
        query.Parameters.Add(new SqliteParameter("@id", run.Session.Key.Id));
        await using var cards = await query.ExecuteReaderAsync(cancellationToken);
        List<ChatMessage> messages = [];
        while (await cards.ReadAsync(cancellationToken))
            messages.Add(new ChatMessage(new ChatRole(cards.GetString(0)), cards.GetString(1)));
        return messages;
    }

    protected override async ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            await using var insert = db.CreateCommand();
            insert.CommandText = "INSERT INTO cards VALUES (@id, @speaker, @line)";
            insert.Parameters.Add(new SqliteParameter("@id", run.Session.Key.Id));
            insert.Parameters.Add(new SqliteParameter("@speaker", message.Role.Value));
            insert.Parameters.Add(new SqliteParameter("@line", message.Text));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

// snippet: agent-framework-provider
public sealed class ReaderCard(IReaders readers) : ContextProvider
{
    public override string Name => "reader_card";

    public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        if (request.Run.GetValue<string>("card") is not { } card)
            return;

        var reader = await readers.FindAsync(card, cancellationToken);
        request.AddInstructions($"Reader: {reader.Name}, favourites: {reader.Favourites}.");
    }

    public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        if (run.Exception is null)
            await run.State.IncrementAsync("answers", run.Output.Count, cancellationToken: cancellationToken);
    }
}

// snippet: end

/// <summary>Adds all that a provider can add.</summary>
public sealed class OpeningHours : ContextProvider
{
    public override string Name => "opening_hours";

    public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        request.AddMessages([new ChatMessage(ChatRole.User, "The library closes at six.")]);
        request.AddInstructions("Speak plainly.");
        request.AddTools([AIFunctionFactory.Create(() => 18, "closing_hour")]);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        if (run.Exception is null)
            await run.State.IncrementAsync("answers", run.Output.Count, cancellationToken: cancellationToken);
    }
}

public interface IReaders
{
    Task<(string Name, string Favourites)> FindAsync(string card, CancellationToken cancellationToken);
}

internal sealed class Readers : IReaders
{
    public Task<(string Name, string Favourites)> FindAsync(string card, CancellationToken cancellationToken) => Task.FromResult(("Ines", "sea stories"));
}
