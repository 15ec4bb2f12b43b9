/* Xiangxi's household rules as one C loop, the measure of the compiled ones: the same columns in, the same rows and
   totals out, no bounds checked. Cases are multiplied and not branched on, which drawn households would make the
   processor guess wrong (25 ns a household and not 5). It divides as doubles, which is exact below 2^53 and faster than dividing integers. */
#include <stdint.h>

enum { STANDARD = 25217, HARDSHIP = 32782, INDUSTRY = 175000 };

typedef struct {
    const int64_t *persons, *covered, *income;
    const uint8_t *poor, *on_dibao, *in_backstop;
    const int64_t *special, *hardship_persons, *hardship_months;
    const uint8_t *industry;
    const int64_t *projects;
} Columns;

typedef struct {
    int64_t *full, *gap, *special, *temporary, *subsidy;
    int8_t *target;
} Results;

/* totals: five sums of fen, then the households at the standard, then those uncovered */
void xiangxi(int64_t rows, const Columns *c, const Results *r, int64_t *totals) {
    const int64_t *restrict persons = c->persons, *restrict covered = c->covered, *restrict income = c->income;
    const uint8_t *restrict poor = c->poor, *restrict on_dibao = c->on_dibao, *restrict backstop = c->in_backstop;
    const int64_t *restrict special = c->special, *restrict hardship = c->hardship_persons;
    const int64_t *restrict months = c->hardship_months, *restrict projects = c->projects;
    const uint8_t *restrict industry = c->industry;
    int64_t *restrict full = r->full, *restrict gaps = r->gap, *restrict supports = r->special;
    int64_t *restrict temporary = r->temporary, *restrict subsidies = r->subsidy;
    int8_t *restrict target = r->target;
    int64_t a = 0, b = 0, d = 0, e = 0, f = 0, review = 0, uncovered = 0;
    for (int64_t i = 0; i < rows; i++) {
        int64_t line = STANDARD * persons[i], gap = (line - income[i]) * (line > income[i]);
        int gap_case = on_dibao[i] & !backstop[i], full_case = poor[i] & on_dibao[i] & backstop[i];
        int64_t over = gap * covered[i] * 2 + persons[i], under = 2 * persons[i];
        int64_t share = (int64_t)((double)over / (double)under);
        full[i] = STANDARD * covered[i] * full_case;
        gaps[i] = share * gap_case;
        supports[i] = HARDSHIP * special[i];
        temporary[i] = STANDARD * hardship[i] * months[i];
        subsidies[i] = INDUSTRY * persons[i] * (poor[i] & industry[i]);
        target[i] = (int8_t)(2 * (!poor[i] | (projects[i] >= 1)));
        a += full[i], b += gaps[i], d += supports[i], e += temporary[i], f += subsidies[i];
        review += on_dibao[i] & (income[i] >= line);
        uncovered += on_dibao[i] & !(full_case | gap_case);
    }
    totals[0] = a, totals[1] = b, totals[2] = d, totals[3] = e, totals[4] = f;
    totals[5] = review, totals[6] = uncovered;
}
