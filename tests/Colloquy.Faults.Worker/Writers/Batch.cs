using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>Messages that are written together. Which they are follows from the seed, so that a test knows what a worker wrote.</summary>
public sealed record Batch(int Writer, int Number, IReadOnlyList<string> Texts)
{
    /// <summary>The id under which the batch is committed.</summary>
    public CommitId Id => new(new Guid(Writer + 1, 0, 0, BitConverter.GetBytes((long)Number)));

    public static Batch Of(int seed, int writer, int number)
    {
        var random = new Random(unchecked((((seed * 397) ^ writer) * 397) ^ number));
        var texts = new string[random.Next(1, 7)];
        for (var i = 0; i < texts.Length; i++)
        {
            var size = random.Next(12) == 0 ? random.Next(4_000, 20_000) : random.Next(20, 400);
            texts[i] = string.Create(CultureInfo.InvariantCulture, $"{writer}.{number} {i + 1}/{texts.Length} {new string((char)('a' + random.Next(26)), size)}");
        }

        return new Batch(writer, number, texts);
    }

    /// <summary>Tells whose part a message is.</summary>
    public static (int Writer, int Number) Parse(string text)
    {
        var name = text[..text.IndexOf(' ', StringComparison.Ordinal)].Split('.');
        return (int.Parse(name[0], CultureInfo.InvariantCulture), int.Parse(name[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Commits the batch at the newest tip, under its id, until no other writer comes first.</summary>
    public async Task<CommitReceipt> CommitAsync(ISessionStore store, SessionKey key, LeaseToken? lease = null)
    {
        while (true)
        {
            var writer = new EntryWriter((await store.GetAsync(key))!);
            foreach (var text in Texts)
                writer.Append(new MessageBody(new ChatMessage(ChatRole.Assistant, text)));
            try
            {
                return await store.CommitAsync(key, writer.TakeCommit(Id) with { Lease = lease });
            }
            catch (TipConflictException)
            {
                // Another writer came first: the same commit, at the new tip.
            }
        }
    }

    /// <summary>Adds the batch to the session as a turn.</summary>
    public Task AddAsync(Session session) =>
        session.AddAsync(Texts.Select((text, i) => new ChatMessage(i == 0 ? ChatRole.User : ChatRole.Assistant, text)));

    public bool Equals(Batch? other) => other is not null && (Writer, Number) == (other.Writer, other.Number) && Texts.SequenceEqual(other.Texts);

    public override int GetHashCode() => HashCode.Combine(Writer, Number);

    public override string ToString() => $"{Writer}.{Number}";
}
