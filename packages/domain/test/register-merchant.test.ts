import { describe, test } from 'vitest';
import { accountKey, headKey, merchantKey } from '../src/keys.ts';
import { registerMerchant } from './market.ts';
import { given } from './specification.ts';

describe('register-merchant', () => {
  test('opens a partition with a head and three empty accounts, named after the command', () => {
    given()
      .when(registerMerchant('1', { name: 'Corner Shop' }))
      .thenReplies({ merchantId: 'm1', version: 1 })
      .andHolds(merchantKey('m1'), { name: 'Corner Shop', categoryId: 'drinks', currency: 'EUR', version: 1 })
      .andHolds(headKey('m1'), { auditSeq: 1, version: 1 })
      .andHolds(accountKey('m1', 'clearing'), { balanceMinor: 0, currency: 'EUR', version: 1 })
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 0, currency: 'EUR', version: 1 })
      .andHolds(accountKey('m1', 'fees'), { balanceMinor: 0, currency: 'EUR', version: 1 });
  });

  test('replies the same to a second registration under one key and opens nothing', () => {
    given(registerMerchant('1')).when(registerMerchant('1')).thenReplies({ merchantId: 'm1', version: 1 }).andChangesNothing();
  });

  test('refuses a category that the market does not have', () => {
    given()
      .when(registerMerchant('1', { categoryId: 'cars' }))
      .thenRefuses('unknown_category', { categoryId: 'cars' });
  });

  test('refuses to open a partition that is there already', () => {
    // Only two command ids that begin with the same twenty characters come here.
    given(registerMerchant('twenty-characters-xx1'))
      .when(registerMerchant('twenty-characters-xx2'))
      .thenRefuses('merchant_exists', { merchantId: 'mtwenty-characters-xx' });
  });
});
