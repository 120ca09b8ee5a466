using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads and writes the state of users and applications.</summary>
internal static class OwnerStateRow
{
    /// <summary>Adds the statements that read the values that writes are compared with; none for no writes.</summary>
    public static void Select(Batch batch, IReadOnlyList<StatePut> puts)
    {
    }

    /// <summary>Reads the results of <see cref="Select"/>, beginning with the next result: one value for each write, in their order.</summary>
    public static ValueTask<IReadOnlyList<StateSlot>> ReadAsync(NpgsqlDataReader rows, IReadOnlyList<StatePut> puts, CancellationToken cancellationToken) => new([]);

    /// <summary>Checks that the writes fit, each after those before it.</summary>
    /// <exception cref="StateConflictException">A write does not fit.</exception>
    public static void EnsureFit(IReadOnlyList<StatePut> puts, IReadOnlyList<StateSlot> slots)
    {
    }

    /// <summary>Adds the statements that write, and that end the transaction (<c>colloquy.require</c>) when the stored values are others by then.</summary>
    public static void Put(Batch batch, IReadOnlyList<StatePut> puts, IReadOnlyList<StateSlot> slots)
    {
    }
}
