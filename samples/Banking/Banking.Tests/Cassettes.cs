namespace Banking.Tests;

/// <summary>How the conversations of this project are replayed.</summary>
internal static class Cassettes
{
    /// <summary>The model is replayed, and the tools are called: the bank and its state are real. Only COLLOQUY_CASSETTES=record records.</summary>
    public static CassetteOptions Options => new() { Replays = CassetteSides.Models, RecordsInAuto = false };
}
