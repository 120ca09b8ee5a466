using Colloquy.Storage.Conformance;
using Xunit;

namespace Colloquy.Tests.Conformance;

/// <summary>The checker of histories, tried on a register that holds one number.</summary>
public sealed class LinearizabilityCheckerTests
{
    [Fact]
    public void Operations_one_after_another_have_their_own_order() =>
        Assert.Equal([0, 1, 2], Check(Write(1, 0, 1), Read(1, 2, 3), Write(2, 4, 5)).Order);

    [Fact]
    public void An_old_value_after_a_write_that_ended_is_found() =>
        Assert.False(Check(Write(1, 0, 1), Read(0, 2, 3)).IsLinearizable);

    [Fact]
    public void A_read_that_overlaps_a_write_may_come_before_or_after_it()
    {
        Assert.Equal([1, 0], Check(Write(1, 0, 10), Read(0, 2, 3)).Order);
        Assert.Equal([0, 1], Check(Write(1, 0, 10), Read(1, 2, 3)).Order);
    }

    [Fact]
    public void Two_reads_that_see_overlapping_writes_in_opposite_orders_are_found() =>
        Assert.False(Check(Write(1, 0, 10), Write(2, 0, 10), Read(1, 11, 12), Read(2, 13, 14)).IsLinearizable);

    [Fact]
    public void A_value_that_goes_back_is_found_while_its_write_still_runs() =>
        Assert.False(Check(Write(1, 0, 10), Read(1, 1, 2), Read(0, 3, 4)).IsLinearizable);

    [Fact]
    public void A_write_without_an_answer_may_take_effect_at_any_later_time()
    {
        Assert.True(Check(Write(1, 0, null), Read(0, 2, 3), Read(0, 4, 5), Read(1, 6, 7)).IsLinearizable);
        Assert.False(Check(Write(1, 0, null), Read(1, 2, 3), Read(0, 4, 5)).IsLinearizable);
        Assert.False(Check(Read(1, 0, 1), Write(1, 2, null)).IsLinearizable);
    }

    [Fact]
    public void A_write_without_an_answer_need_not_take_effect() =>
        Assert.Equal([1], Check(Write(1, 0, null), Read(0, 2, 3)).Order);

    [Fact]
    public void What_begins_at_the_moment_of_an_end_overlaps_with_it() =>
        Assert.True(Check(Write(1, 0, 5), Read(0, 5, 6)).IsLinearizable);

    [Fact]
    public void The_longest_order_and_its_state_are_returned_when_there_is_none_of_all()
    {
        var result = Check(Write(1, 0, 1), Write(2, 2, 3), Read(1, 4, 5));

        Assert.Equal([0, 1], result.Order);
        Assert.Equal(new Register(2), result.State);
    }

    [Fact]
    public void Many_overlapping_operations_that_lead_to_few_states_are_checked_quickly()
    {
        Operation[] history = [.. Enumerable.Range(0, 16).Select(i => Write(i % 2, i, 100 + i)), Read(2, 200, 201)];

        Assert.False(Check(history).IsLinearizable);
    }

    private static LinearizabilityResult<Register> Check(params Operation[] operations) =>
        new LinearizabilityChecker<Register, Operation>(
            (state, operation) => operation.Writes ? new Register(operation.Value) : state.Value == operation.Value ? state : null,
            operation => operation.Begin,
            operation => operation.End).Check(new Register(0), operations);

    private static Operation Write(int value, long begin, long? end) => new(true, value, begin, end);

    private static Operation Read(int value, long begin, long end) => new(false, value, begin, end);

    private sealed record Register(int Value);

    private sealed record Operation(bool Writes, int Value, long Begin, long? End);
}
